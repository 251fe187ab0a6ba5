//go:build tools

// Package operatordefinitions pins the modules whose files define the resources of CloudNativePG, of its plugin and of the operator of Prometheus.
package operatordefinitions
