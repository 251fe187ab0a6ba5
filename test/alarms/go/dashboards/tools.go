// Whether dashboards are as Grafana's schema has them: reads a JSON list of their texts, and writes for each what is wrong, or nothing.
package main

import (
	"encoding/json"
	"errors"
	"os"

	"github.com/grafana/grafana-foundation-sdk/go/cog"
	"github.com/grafana/grafana-foundation-sdk/go/cog/plugins"
	"github.com/grafana/grafana-foundation-sdk/go/dashboard"
)

func problem(text string) string {
	var read dashboard.Dashboard
	err := read.UnmarshalJSONStrict([]byte(text))
	// Without any error it gives an empty list of errors, which is not nil.
	var all cog.BuildErrors
	if err == nil || (errors.As(err, &all) && len(all) == 0) {
		err = read.Validate()
	}
	if err == nil || (errors.As(err, &all) && len(all) == 0) {
		return ""
	}
	return err.Error()
}

func main() {
	plugins.RegisterDefaultPlugins()
	var texts []string
	if err := json.NewDecoder(os.Stdin).Decode(&texts); err != nil {
		panic(err)
	}
	problems := make([]string, len(texts))
	for i, text := range texts {
		problems[i] = problem(text)
	}
	if err := json.NewEncoder(os.Stdout).Encode(problems); err != nil {
		panic(err)
	}
}
