// What CloudNativePG itself says of objects: reads a JSON list of cases, each the object that is stored (or null) and the one that is put in its place, and
// writes for each what the operator's own admission says after its defaults: errors, and warnings.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"

	"k8s.io/apimachinery/pkg/runtime"
	"sigs.k8s.io/controller-runtime/pkg/webhook/admission"
	"sigs.k8s.io/yaml"

	apiv1 "github.com/cloudnative-pg/cloudnative-pg/api/v1"
	webhookv1 "github.com/cloudnative-pg/cloudnative-pg/internal/webhook/v1"
)

type answer struct {
	// Why one of the objects is none of its kind.
	Invalid  string   `json:"invalid,omitempty"`
	Refused  string   `json:"refused,omitempty"`
	Warnings []string `json:"warnings,omitempty"`
	// The settings of PostgreSQL of a Cluster, with what the operator writes where nothing is said.
	Settings map[string]string `json:"settings,omitempty"`
}

func read[T any](text json.RawMessage) (*T, error) {
	object := new(T)
	return object, yaml.UnmarshalStrict(text, object)
}

// A kind of the operator: how it completes what is written, and how it judges it.
type kind func(pair [2]json.RawMessage) answer

func kindOf[T any, P interface {
	*T
	runtime.Object
}](complete func(context.Context, P) error, validator admission.Validator[P]) kind {
	return func(pair [2]json.RawMessage) answer {
		ctx := context.Background()
		next, err := read[T](pair[1])
		if err != nil {
			return answer{Invalid: err.Error()}
		}
		if complete != nil {
			if err := complete(ctx, next); err != nil {
				return answer{Invalid: err.Error()}
			}
		}
		var warnings admission.Warnings
		if string(pair[0]) == "null" {
			warnings, err = validator.ValidateCreate(ctx, next)
		} else {
			var old P
			old, err = read[T](pair[0])
			if err != nil {
				return answer{Invalid: err.Error()}
			}
			if complete != nil {
				if err := complete(ctx, old); err != nil {
					return answer{Invalid: err.Error()}
				}
			}
			// An update of what could not be there says nothing.
			if _, err := validator.ValidateCreate(ctx, old); err != nil {
				return answer{Invalid: err.Error()}
			}
			warnings, err = validator.ValidateUpdate(ctx, old, next)
		}
		result := answer{Warnings: warnings}
		if err != nil {
			result.Refused = err.Error()
		}
		if cluster, isCluster := any(next).(*apiv1.Cluster); isCluster {
			result.Settings = cluster.Spec.PostgresConfiguration.Parameters
		}
		return result
	}
}

var kinds = map[string]kind{
	"Cluster":         kindOf((&webhookv1.ClusterCustomDefaulter{}).Default, admission.Validator[*apiv1.Cluster](&webhookv1.ClusterCustomValidator{})),
	"Backup":          kindOf((&webhookv1.BackupCustomDefaulter{}).Default, admission.Validator[*apiv1.Backup](&webhookv1.BackupCustomValidator{})),
	"ScheduledBackup": kindOf((&webhookv1.ScheduledBackupCustomDefaulter{}).Default, admission.Validator[*apiv1.ScheduledBackup](&webhookv1.ScheduledBackupCustomValidator{})),
	"Pooler":          kindOf(nil, admission.Validator[*apiv1.Pooler](&webhookv1.PoolerCustomValidator{})),
	"Database":        kindOf((&webhookv1.DatabaseCustomDefaulter{}).Default, admission.Validator[*apiv1.Database](&webhookv1.DatabaseCustomValidator{})),
}

func try(pair [2]json.RawMessage) (result answer) {
	defer func() {
		if reason := recover(); reason != nil {
			result = answer{Invalid: fmt.Sprintf("panic: %v", reason)}
		}
	}()
	var meta struct{ Kind string }
	if err := json.Unmarshal(pair[1], &meta); err != nil {
		return answer{Invalid: err.Error()}
	}
	judge, found := kinds[meta.Kind]
	if !found {
		return answer{Invalid: "no kind of the operator: " + meta.Kind}
	}
	return judge(pair)
}

func main() {
	var pairs [][2]json.RawMessage
	if err := json.NewDecoder(os.Stdin).Decode(&pairs); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	answers := make([]answer, 0, len(pairs))
	for _, pair := range pairs {
		answers = append(answers, try(pair))
	}
	if err := json.NewEncoder(os.Stdout).Encode(answers); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
