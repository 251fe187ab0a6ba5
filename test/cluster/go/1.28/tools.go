//go:build tools

// Package controlplane names the programs of a control plane, so that one go.mod pins them and all they are made of; etcd is that of the newer one.
package controlplane

import (
	_ "k8s.io/kubernetes/cmd/kube-apiserver"
	_ "k8s.io/kubernetes/cmd/kube-controller-manager"
	_ "k8s.io/kubernetes/cmd/kube-scheduler"
)
