package clientgo

import (
	"context"
	"sync"
	"testing"
	"time"

	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	appsac "k8s.io/client-go/applyconfigurations/apps/v1"
	coreac "k8s.io/client-go/applyconfigurations/core/v1"
	metaac "k8s.io/client-go/applyconfigurations/meta/v1"
	"k8s.io/client-go/kubernetes/scheme"
	typedcorev1 "k8s.io/client-go/kubernetes/typed/core/v1"
	eventsv1 "k8s.io/client-go/tools/events"
	"k8s.io/client-go/tools/leaderelection"
	"k8s.io/client-go/tools/leaderelection/resourcelock"
	"k8s.io/client-go/tools/record"
	"k8s.io/client-go/util/retry"
)

func TestRetryOnConflictCountsRight(t *testing.T) {
	client := clientset(t)
	ns := namespace(t, client)
	ctx := deadline(t)
	maps := client.CoreV1().ConfigMaps(ns)
	_, err := maps.Create(ctx, &corev1.ConfigMap{ObjectMeta: metav1.ObjectMeta{Name: "count"}}, metav1.CreateOptions{})
	must(t, err)
	var writers sync.WaitGroup
	many := retry.DefaultRetry
	many.Steps = 100
	for range 8 {
		writers.Go(func() {
			err := retry.RetryOnConflict(many, func() error {
				found, err := maps.Get(ctx, "count", metav1.GetOptions{})
				if err != nil {
					return err
				}
				found.Data = map[string]string{"n": found.Data["n"] + "x"}
				_, err = maps.Update(ctx, found, metav1.UpdateOptions{})
				return err
			})
			if err != nil {
				t.Error(err)
			}
		})
	}
	writers.Wait()
	found, err := maps.Get(ctx, "count", metav1.GetOptions{})
	must(t, err)
	if found.Data["n"] != "xxxxxxxx" {
		t.Errorf("counted %q", found.Data["n"])
	}
}

func TestErrorsAreWhatClientGoTakesThemFor(t *testing.T) {
	client := clientset(t)
	ns := namespace(t, client)
	ctx := deadline(t)
	maps := client.CoreV1().ConfigMaps(ns)
	_, err := maps.Get(ctx, "nope", metav1.GetOptions{})
	if !apierrors.IsNotFound(err) {
		t.Error(err)
	}
	one := &corev1.ConfigMap{ObjectMeta: metav1.ObjectMeta{Name: "a"}}
	made, err := maps.Create(ctx, one, metav1.CreateOptions{})
	must(t, err)
	if _, err = maps.Create(ctx, one, metav1.CreateOptions{}); !apierrors.IsAlreadyExists(err) {
		t.Error(err)
	}
	made.ResourceVersion = "1"
	if _, err = maps.Update(ctx, made, metav1.UpdateOptions{}); !apierrors.IsConflict(err) {
		t.Error(err)
	}
	bad := &corev1.ConfigMap{ObjectMeta: metav1.ObjectMeta{Name: "A_"}}
	if _, err = maps.Create(ctx, bad, metav1.CreateOptions{}); !apierrors.IsInvalid(err) {
		t.Error(err)
	}
	if _, err = maps.Patch(ctx, "a", types.JSONPatchType, []byte(`{`), metav1.PatchOptions{}); !apierrors.IsBadRequest(err) {
		t.Error(err)
	}
	uid := types.UID("other")
	err = maps.Delete(ctx, "a", metav1.DeleteOptions{Preconditions: &metav1.Preconditions{UID: &uid}})
	if !apierrors.IsConflict(err) {
		t.Error(err)
	}
}

func TestApplyConfigurationsOwnTheirFields(t *testing.T) {
	client := clientset(t)
	ns := namespace(t, client)
	ctx := deadline(t)
	sets := client.AppsV1().DaemonSets(ns)
	labels := map[string]string{"app": "agent"}
	agent := func(image string) *appsac.DaemonSetApplyConfiguration {
		return appsac.DaemonSet("agent", ns).WithSpec(appsac.DaemonSetSpec().
			WithSelector(metaac.LabelSelector().WithMatchLabels(labels)).
			WithTemplate(coreac.PodTemplateSpec().WithLabels(labels).
				WithSpec(coreac.PodSpec().WithContainers(coreac.Container().WithName("main").WithImage(image)))))
	}
	_, err := sets.Apply(ctx, agent("a:1"), metav1.ApplyOptions{FieldManager: "one"})
	must(t, err)
	if _, err = sets.Apply(ctx, agent("a:2"), metav1.ApplyOptions{FieldManager: "two"}); !apierrors.IsConflict(err) {
		t.Fatalf("two managers disagree, and: %v", err)
	}
	forced, err := sets.Apply(ctx, agent("a:2"), metav1.ApplyOptions{FieldManager: "two", Force: true})
	must(t, err)
	if image := forced.Spec.Template.Spec.Containers[0].Image; image != "a:2" {
		t.Errorf("image %s", image)
	}
	extracted, err := appsac.ExtractDaemonSet(forced, "two")
	must(t, err)
	if *extracted.Spec.Template.Spec.Containers[0].Image != "a:2" {
		t.Error("what two owns is not what it applied")
	}
	again, err := sets.Apply(ctx, extracted, metav1.ApplyOptions{FieldManager: "two"})
	must(t, err)
	if again.Generation != forced.Generation {
		t.Error("applying what one owns changes the object")
	}
	status := appsac.DaemonSet("agent", ns).WithStatus(appsac.DaemonSetStatus().WithNumberUnavailable(7))
	_, err = sets.ApplyStatus(ctx, status, metav1.ApplyOptions{FieldManager: "three", Force: true})
	must(t, err)
}

func TestOneLeaderAtATime(t *testing.T) {
	client := clientset(t)
	ns := namespace(t, client)
	leading := make(chan string, 10)
	elect := func(ctx context.Context, id string) {
		leaderelection.RunOrDie(ctx, leaderelection.LeaderElectionConfig{
			Lock: &resourcelock.LeaseLock{
				LeaseMeta:  metav1.ObjectMeta{Name: "lock", Namespace: ns},
				Client:     client.CoordinationV1(),
				LockConfig: resourcelock.ResourceLockConfig{Identity: id},
			},
			ReleaseOnCancel: true,
			LeaseDuration:   30 * time.Second, RenewDeadline: 20 * time.Second, RetryPeriod: 100 * time.Millisecond,
			Callbacks: leaderelection.LeaderCallbacks{
				OnStartedLeading: func(context.Context) { leading <- id },
				OnStoppedLeading: func() {},
			},
		})
	}
	first, stop := context.WithCancel(deadline(t))
	go elect(first, "a")
	if got := <-leading; got != "a" {
		t.Fatalf("%s leads", got)
	}
	second, stopSecond := context.WithCancel(deadline(t))
	defer stopSecond()
	go elect(second, "b")
	stop()
	if got := <-leading; got != "b" {
		t.Errorf("%s leads", got)
	}
	lease, err := client.CoordinationV1().Leases(ns).Get(deadline(t), "lock", metav1.GetOptions{})
	must(t, err)
	if *lease.Spec.HolderIdentity != "b" || *lease.Spec.LeaseTransitions < 1 {
		t.Errorf("the lease: %v", lease.Spec)
	}
}

func TestEventsAreRecordedInBothGroups(t *testing.T) {
	client := clientset(t)
	ns := namespace(t, client)
	ctx := deadline(t)
	about, err := client.CoreV1().ConfigMaps(ns).Create(ctx, &corev1.ConfigMap{ObjectMeta: metav1.ObjectMeta{Name: "a"}}, metav1.CreateOptions{})
	must(t, err)
	old := record.NewBroadcaster()
	defer old.Shutdown()
	old.StartRecordingToSink(&typedcorev1.EventSinkImpl{Interface: client.CoreV1().Events("")})
	recorder := old.NewRecorder(scheme.Scheme, corev1.EventSource{Component: "old"})
	recorder.Event(about, corev1.EventTypeNormal, "Same", "told twice")
	recorder.Event(about, corev1.EventTypeNormal, "Same", "told twice")
	fresh := eventsv1.NewBroadcaster(&eventsv1.EventSinkImpl{Interface: client.EventsV1()})
	defer fresh.Shutdown()
	must(t, fresh.StartRecordingToSinkWithContext(ctx))
	fresh.NewRecorder(scheme.Scheme, "new.dev/controller").Eventf(about, nil, corev1.EventTypeWarning, "New", "Testing", "told %s", "once")
	eventually(t, "the events", func() bool {
		list, err := client.CoreV1().Events(ns).List(ctx, metav1.ListOptions{FieldSelector: "involvedObject.name=a"})
		must(t, err)
		counted, news := int32(0), false
		for _, event := range list.Items {
			if event.Reason == "Same" {
				counted += event.Count
			}
			news = news || event.Reason == "New" && event.ReportingController == "new.dev/controller"
		}
		return counted == 2 && news
	})
}
