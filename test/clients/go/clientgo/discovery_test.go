package clientgo

import (
	"testing"

	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/client-go/discovery"
	"k8s.io/client-go/discovery/cached/memory"
	"k8s.io/client-go/dynamic"
	"k8s.io/client-go/metadata"
	"k8s.io/client-go/metadata/metadatainformer"
	"k8s.io/client-go/openapi3"
	"k8s.io/client-go/restmapper"
	"k8s.io/client-go/tools/cache"
	"k8s.io/client-go/util/retry"
)

func mapper(t *testing.T) meta.RESTMapper {
	client := discovery.NewDiscoveryClientForConfigOrDie(config(t))
	deferred := restmapper.NewDeferredDiscoveryRESTMapper(memory.NewMemCacheClient(client))
	return restmapper.NewShortcutExpander(deferred, client, func(warning string) { t.Log(warning) })
}

func metadataInformer(t *testing.T, ns, resource string) cache.SharedIndexInformer {
	client := metadata.NewForConfigOrDie(protobuf(t))
	factory := metadatainformer.NewFilteredSharedInformerFactory(client, 0, ns, nil)
	return factory.ForResource(schema.GroupVersionResource{Version: "v1", Resource: resource}).Informer()
}

func TestDiscoveryNamesTheKinds(t *testing.T) {
	client := discovery.NewDiscoveryClientForConfigOrDie(config(t))
	version, err := client.ServerVersion()
	must(t, err)
	if version.Major != "1" || version.Minor != "36" {
		t.Errorf("version %s", version)
	}
	_, lists, err := client.ServerGroupsAndResources()
	must(t, err)
	kinds := map[string]bool{}
	for _, list := range lists {
		for _, resource := range list.APIResources {
			kinds[list.GroupVersion+" "+resource.Name] = true
		}
	}
	for _, wanted := range []string{"v1 pods", "v1 pods/exec", "apps/v1 daemonsets/status", "autoscaling/v2 horizontalpodautoscalers"} {
		if !kinds[wanted] {
			t.Errorf("%s is missing", wanted)
		}
	}
	if _, err := client.ServerPreferredResources(); err != nil {
		t.Error(err)
	}
}

func TestARESTMapperKnowsNamesAndKinds(t *testing.T) {
	for given, wanted := range map[string]string{"ds": "daemonsets", "po": "pods", "DaemonSet": "", "deploy": "deployments"} {
		found, err := mapper(t).ResourceFor(schema.GroupVersionResource{Resource: given})
		if wanted != "" && (err != nil || found.Resource != wanted) {
			t.Errorf("%s is %v, %v", given, found, err)
		}
	}
	found, err := mapper(t).RESTMapping(schema.GroupKind{Group: "apps", Kind: "DaemonSet"})
	must(t, err)
	if found.Resource.Resource != "daemonsets" || found.Scope.Name() != meta.RESTScopeNameNamespace {
		t.Errorf("found %v", found)
	}
	if _, err := mapper(t).RESTMapping(schema.GroupKind{Group: "nope.dev", Kind: "Nope"}); !meta.IsNoMatchError(err) {
		t.Errorf("a kind that is not there: %v", err)
	}
}

func TestOpenAPIV3DescribesEveryVersion(t *testing.T) {
	root := openapi3.NewRoot(discovery.NewDiscoveryClientForConfigOrDie(config(t)).OpenAPIV3())
	versions, err := root.GroupVersions()
	must(t, err)
	if len(versions) < 15 {
		t.Errorf("only %v", versions)
	}
	spec, err := root.GVSpec(schema.GroupVersion{Group: "apps", Version: "v1"})
	must(t, err)
	if spec.Components == nil || spec.Components.Schemas["io.k8s.api.apps.v1.DaemonSet"] == nil {
		t.Error("the schema of DaemonSets is missing")
	}
}

func TestTheDynamicClientDoesEveryVerb(t *testing.T) {
	ns := namespace(t, clientset(t))
	ctx := deadline(t)
	objects := dynamic.NewForConfigOrDie(config(t)).
		Resource(schema.GroupVersionResource{Version: "v1", Resource: "configmaps"}).Namespace(ns)
	made := &unstructured.Unstructured{Object: map[string]any{
		"apiVersion": "v1", "kind": "ConfigMap",
		"metadata": map[string]any{"name": "a", "labels": map[string]any{"app": "x"}},
		"data":     map[string]any{"count": "0"},
	}}
	_, err := objects.Create(ctx, made, metav1.CreateOptions{FieldManager: "test"})
	must(t, err)
	watch, err := objects.Watch(ctx, metav1.ListOptions{LabelSelector: "app=x"})
	must(t, err)
	defer watch.Stop()
	must(t, retry.RetryOnConflict(retry.DefaultRetry, func() error {
		found, err := objects.Get(ctx, "a", metav1.GetOptions{})
		must(t, err)
		must(t, unstructured.SetNestedField(found.Object, "1", "data", "count"))
		_, err = objects.Update(ctx, found, metav1.UpdateOptions{})
		return err
	}))
	list, err := objects.List(ctx, metav1.ListOptions{LabelSelector: "app in (x)", FieldSelector: "metadata.name=a"})
	must(t, err)
	if len(list.Items) != 1 || list.Items[0].GetKind() != "ConfigMap" {
		t.Errorf("listed %v", list.Items)
	}
	must(t, objects.DeleteCollection(ctx, metav1.DeleteOptions{}, metav1.ListOptions{LabelSelector: "app=x"}))
	var types []string
	for event := range watch.ResultChan() {
		types = append(types, string(event.Type))
		if event.Type == "DELETED" {
			break
		}
	}
	if len(types) != 3 || types[0] != "ADDED" || types[1] != "MODIFIED" {
		t.Errorf("watched %v", types)
	}
}
