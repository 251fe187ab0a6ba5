// What the API server itself says of updates: reads a JSON list of pairs of objects, the one that is stored and the one that is put in its
// place, and writes for each whether both are valid by themselves and whether the update is refused, by the strategies of the registry.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"

	"k8s.io/apimachinery/pkg/api/meta"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/apimachinery/pkg/util/validation/field"
	genericapirequest "k8s.io/apiserver/pkg/endpoints/request"
	"k8s.io/apiserver/pkg/registry/rest"
	"k8s.io/kubernetes/pkg/api/legacyscheme"
	_ "k8s.io/kubernetes/pkg/apis/apps/install"
	"k8s.io/kubernetes/pkg/apis/batch"
	_ "k8s.io/kubernetes/pkg/apis/batch/install"
	"k8s.io/kubernetes/pkg/apis/core"
	_ "k8s.io/kubernetes/pkg/apis/core/install"
	_ "k8s.io/kubernetes/pkg/apis/networking/install"
	_ "k8s.io/kubernetes/pkg/apis/node/install"
	_ "k8s.io/kubernetes/pkg/apis/rbac/install"
	_ "k8s.io/kubernetes/pkg/apis/scheduling/install"
	_ "k8s.io/kubernetes/pkg/apis/storage/install"
	"k8s.io/kubernetes/pkg/registry/apps/daemonset"
	"k8s.io/kubernetes/pkg/registry/apps/deployment"
	"k8s.io/kubernetes/pkg/registry/apps/replicaset"
	"k8s.io/kubernetes/pkg/registry/apps/statefulset"
	"k8s.io/kubernetes/pkg/registry/batch/job"
	"k8s.io/kubernetes/pkg/registry/core/configmap"
	"k8s.io/kubernetes/pkg/registry/core/persistentvolume"
	"k8s.io/kubernetes/pkg/registry/core/persistentvolumeclaim"
	"k8s.io/kubernetes/pkg/registry/core/pod"
	"k8s.io/kubernetes/pkg/registry/core/resourcequota"
	"k8s.io/kubernetes/pkg/registry/core/secret"
	"k8s.io/kubernetes/pkg/registry/networking/ingressclass"
	"k8s.io/kubernetes/pkg/registry/node/runtimeclass"
	"k8s.io/kubernetes/pkg/registry/rbac/clusterrolebinding"
	"k8s.io/kubernetes/pkg/registry/rbac/rolebinding"
	"k8s.io/kubernetes/pkg/registry/scheduling/priorityclass"
	"k8s.io/kubernetes/pkg/registry/storage/csidriver"
	"k8s.io/kubernetes/pkg/registry/storage/storageclass"
)

// What the strategies of all kinds have in common.
type strategy interface {
	rest.RESTUpdateStrategy
	PrepareForCreate(ctx context.Context, obj runtime.Object)
	Validate(ctx context.Context, obj runtime.Object) field.ErrorList
}

var strategies = map[string]strategy{
	"StatefulSet":           statefulset.Strategy,
	"Deployment":            deployment.Strategy,
	"DaemonSet":             daemonset.Strategy,
	"ReplicaSet":            replicaset.Strategy,
	"Job":                   job.Strategy,
	"ConfigMap":             configmap.Strategy,
	"Secret":                secret.Strategy,
	"PersistentVolume":      persistentvolume.Strategy,
	"PersistentVolumeClaim": persistentvolumeclaim.Strategy,
	"Pod":                   pod.Strategy,
	"ResourceQuota":         resourcequota.Strategy,
	"IngressClass":          ingressclass.Strategy,
	"RuntimeClass":          runtimeclass.Strategy,
	"RoleBinding":           rolebinding.Strategy,
	"ClusterRoleBinding":    clusterrolebinding.Strategy,
	"PriorityClass":         priorityclass.Strategy,
	"CSIDriver":             csidriver.Strategy,
	"StorageClass":          storageclass.Strategy,
}

type answer struct {
	// Why one of both cannot be there at all.
	Invalid string `json:"invalid,omitempty"`
	// Why the update is refused.
	Refused string `json:"refused,omitempty"`
}

func read(text json.RawMessage) (runtime.Object, string, error) {
	// With the defaults of its version filled in.
	obj, kind, err := legacyscheme.Codecs.UniversalDecoder().Decode(text, nil, nil)
	if err != nil {
		return nil, "", err
	}
	return obj, kind.Kind, nil
}

// The object as it is stored when it was made: with what the server writes, and with the status that controllers have given to it.
func stored(ctx context.Context, s strategy, obj runtime.Object) runtime.Object {
	copied := obj.DeepCopyObject()
	accessor, _ := meta.Accessor(copied)
	accessor.SetUID(types.UID("11111111-1111-1111-1111-111111111111"))
	accessor.SetResourceVersion("1")
	switch typed := copied.(type) {
	case *core.PersistentVolumeClaim:
		status := typed.Status
		s.PrepareForCreate(ctx, typed)
		typed.Status = status
	case *core.PersistentVolume:
		status := typed.Status
		s.PrepareForCreate(ctx, typed)
		typed.Status = status
	case *batch.Job:
		status := typed.Status
		s.PrepareForCreate(ctx, typed)
		typed.Status = status
	default:
		s.PrepareForCreate(ctx, copied)
	}
	accessor.SetResourceVersion("1")
	return copied
}

// What apply leaves as the server has it.
func kept(next, old runtime.Object) {
	after, ok := next.(*batch.Job)
	if !ok || after.Spec.Selector != nil {
		return
	}
	before := old.(*batch.Job)
	after.Spec.Selector = before.Spec.Selector.DeepCopy()
	if after.Spec.Template.Labels == nil {
		after.Spec.Template.Labels = map[string]string{}
	}
	for key, value := range before.Spec.Template.Labels {
		if _, found := after.Spec.Template.Labels[key]; !found && (key == "controller-uid" || key == "job-name" || key == "batch.kubernetes.io/controller-uid" || key == "batch.kubernetes.io/job-name") {
			after.Spec.Template.Labels[key] = value
		}
	}
}

func try(pair [2]json.RawMessage) (result answer) {
	defer func() {
		if reason := recover(); reason != nil {
			result = answer{Invalid: fmt.Sprintf("panic: %v", reason)}
		}
	}()
	old, kind, err := read(pair[0])
	if err != nil {
		return answer{Invalid: err.Error()}
	}
	next, _, err := read(pair[1])
	if err != nil {
		return answer{Invalid: err.Error()}
	}
	s, found := strategies[kind]
	if !found {
		return answer{Invalid: "no strategy for " + kind}
	}
	ctx := genericapirequest.NewContext()
	if s.NamespaceScoped() {
		ctx = genericapirequest.WithNamespace(ctx, "default")
	} else {
		ctx = genericapirequest.WithNamespace(ctx, "")
	}
	ctx = genericapirequest.WithRequestInfo(ctx, &genericapirequest.RequestInfo{IsResourceRequest: true, Verb: "update", APIVersion: "v1"})
	before := stored(ctx, s, old)
	// Some versions fill in more where they validate.
	for _, one := range []runtime.Object{before, stored(ctx, s, next)} {
		if errs := s.Validate(ctx, one); len(errs) > 0 {
			return answer{Invalid: errs.ToAggregate().Error()}
		}
	}
	after := next.DeepCopyObject()
	accessor, _ := meta.Accessor(after)
	accessor.SetUID(types.UID("11111111-1111-1111-1111-111111111111"))
	accessor.SetResourceVersion("1")
	kept(after, before)
	if err := rest.BeforeUpdate(s, ctx, after, before); err != nil {
		return answer{Refused: err.Error()}
	}
	return answer{}
}

func main() {
	var pairs [][2]json.RawMessage
	if err := json.NewDecoder(os.Stdin).Decode(&pairs); err != nil {
		panic(err)
	}
	answers := make([]answer, len(pairs))
	for index, pair := range pairs {
		answers[index] = try(pair)
	}
	if err := json.NewEncoder(os.Stdout).Encode(answers); err != nil {
		panic(err)
	}
}
