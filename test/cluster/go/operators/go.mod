module operatordefinitions

go 1.26.0

require (
	github.com/cloudnative-pg/cloudnative-pg v1.30.0
	github.com/cloudnative-pg/plugin-barman-cloud v0.15.0
	github.com/prometheus-operator/prometheus-operator v0.92.0
)
