package operator

import (
	"context"
	"testing"
	"time"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	apiextensionsv1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/util/wait"
	clientgoscheme "k8s.io/client-go/kubernetes/scheme"
	"k8s.io/client-go/rest"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/envtest"
	"sigs.k8s.io/controller-runtime/pkg/log"
	"sigs.k8s.io/controller-runtime/pkg/log/zap"
	"sigs.k8s.io/controller-runtime/pkg/metrics/server"
)

const patience = 60 * time.Second

func scheme() *runtime.Scheme {
	known := runtime.NewScheme()
	for _, add := range []func(*runtime.Scheme) error{clientgoscheme.AddToScheme, apiextensionsv1.AddToScheme, AddToScheme} {
		if err := add(known); err != nil {
			panic(err)
		}
	}
	return known
}

// started installs the definition as envtest does, on the server that is there, and runs the operator.
func started(t *testing.T) (client.Client, *rest.Config) {
	log.SetLogger(zap.New(zap.UseDevMode(true), zap.WriteTo(testWriter{t})))
	found := ctrl.GetConfigOrDie()
	found.QPS = -1
	existing := true
	environment := &envtest.Environment{
		UseExistingCluster: &existing, Config: found, Scheme: scheme(),
		CRDInstallOptions: envtest.CRDInstallOptions{CRDs: []*apiextensionsv1.CustomResourceDefinition{Definition()}},
	}
	spoken, err := environment.Start()
	must(t, err)
	t.Cleanup(func() { _ = environment.Stop() })
	manager, err := ctrl.NewManager(spoken, ctrl.Options{
		Scheme: scheme(), Metrics: server.Options{BindAddress: "0"},
		LeaderElection: true, LeaderElectionID: "agents", LeaderElectionNamespace: "default",
		LeaderElectionReleaseOnCancel: true,
	})
	must(t, err)
	reconciler := &Reconciler{Client: manager.GetClient(), Events: manager.GetEventRecorder("agents")}
	must(t, reconciler.SetupWithManager(manager))
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- manager.Start(ctx) }()
	t.Cleanup(func() { cancel(); must(t, <-ended) })
	direct, err := client.New(spoken, client.Options{Scheme: scheme()})
	must(t, err)
	return direct, spoken
}

func TestAnOperatorKeepsADaemonSetForItsResource(t *testing.T) {
	direct, _ := started(t)
	ctx := context.Background()
	key := client.ObjectKey{Namespace: "default", Name: "logs"}
	agent := &Agent{ObjectMeta: metav1.ObjectMeta{Name: key.Name, Namespace: key.Namespace}, Spec: AgentSpec{Image: "logs:1"}}
	must(t, direct.Create(ctx, agent))
	ready := func() bool {
		must(t, direct.Get(ctx, key, agent))
		found := meta.FindStatusCondition(agent.Status.Conditions, "Ready")
		return found != nil && found.Status == metav1.ConditionTrue && found.ObservedGeneration == agent.Generation && agent.Status.Ready == nodes(t, direct)
	}
	eventually(t, "an agent on every node", ready)

	must(t, retryOnConflict(func() error {
		must(t, direct.Get(ctx, key, agent))
		agent.Spec.Image = "logs:2"
		return direct.Update(ctx, agent)
	}))
	eventually(t, "the new image on every node", func() bool {
		pods := &corev1.PodList{}
		must(t, direct.List(ctx, pods, client.InNamespace(key.Namespace), client.MatchingLabels{"agent": key.Name}))
		for _, pod := range pods.Items {
			if pod.Spec.Containers[0].Image != "logs:2" {
				return false
			}
		}
		return len(pods.Items) > 0 && ready()
	})

	set := &appsv1.DaemonSet{}
	must(t, direct.Get(ctx, key, set))
	before := set.UID
	must(t, direct.Delete(ctx, set))
	eventually(t, "the DaemonSet to come back", func() bool {
		err := direct.Get(ctx, key, set)
		return err == nil && set.UID != before && metav1.IsControlledBy(set, agent)
	})

	must(t, direct.Delete(ctx, agent))
	eventually(t, "the Agent to go", func() bool { return apierrors.IsNotFound(direct.Get(ctx, key, agent)) })
	note := &corev1.ConfigMap{}
	must(t, direct.Get(ctx, client.ObjectKey{Namespace: key.Namespace, Name: "logs-was"}, note))
	eventually(t, "the DaemonSet to be collected", func() bool { return apierrors.IsNotFound(direct.Get(ctx, key, set)) })
}

func TestAnAgentWithoutAnImageIsRefused(t *testing.T) {
	direct, _ := started(t)
	err := direct.Create(context.Background(), &Agent{ObjectMeta: metav1.ObjectMeta{Name: "bad", Namespace: "default"}})
	if !apierrors.IsInvalid(err) {
		t.Errorf("answered %v", err)
	}
	dry := &Agent{ObjectMeta: metav1.ObjectMeta{Name: "dry", Namespace: "default"}, Spec: AgentSpec{Image: "a"}}
	must(t, client.NewDryRunClient(direct).Create(context.Background(), dry))
	if err := direct.Get(context.Background(), client.ObjectKeyFromObject(dry), dry); !apierrors.IsNotFound(err) {
		t.Errorf("a dry run left %v", err)
	}
}

func TestApplyThroughControllerRuntime(t *testing.T) {
	direct, _ := started(t)
	ctx := context.Background()
	data := client.ApplyConfigurationFromUnstructured(unstructuredMap("applied"))
	must(t, direct.Apply(ctx, data, client.FieldOwner("one"), client.ForceOwnership))
	found := &corev1.ConfigMap{}
	must(t, direct.Get(ctx, client.ObjectKey{Namespace: "default", Name: "applied"}, found))
	if found.Data["a"] != "1" || found.ManagedFields[0].Manager != "one" {
		t.Errorf("found %v", found)
	}
	must(t, direct.DeleteAllOf(ctx, found, client.InNamespace("default"), client.MatchingLabels{"made": "here"}))
}

func nodes(t *testing.T, direct client.Client) int32 {
	list := &corev1.NodeList{}
	must(t, direct.List(context.Background(), list))
	count := int32(0)
	for _, node := range list.Items {
		if len(node.Spec.Taints) == 0 {
			count++
		}
	}
	return count
}

func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	err := wait.PollUntilContextTimeout(context.Background(), 20*time.Millisecond, patience, true,
		func(context.Context) (bool, error) { return holds(), nil })
	if err != nil {
		t.Fatalf("waited in vain for %s", what)
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
