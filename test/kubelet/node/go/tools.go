//go:build tools

// What a node of the tests runs, so that `go mod tidy` keeps the modules.
package tools

import (
	_ "k8s.io/kubernetes/cmd/kube-proxy"
	_ "k8s.io/kubernetes/cmd/kubelet"
)
