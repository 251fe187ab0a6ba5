//go:build tools

// Package snapshotdefinitions pins the module whose folder config/crd has the definitions of the snapshot kinds.
package snapshotdefinitions

import (
	_ "github.com/kubernetes-csi/external-snapshotter/client/v8/apis/volumesnapshot/v1"
)
