//go:build tools

// Package linters names the linters that check our manifests, so that one go.mod pins them and all they are made of.
package linters

import (
	_ "github.com/yannh/kubeconform/cmd/kubeconform"
	_ "github.com/zegl/kube-score/cmd/kube-score"
)
