// Package clientgo uses client-go as controllers do, against the server that KUBECONFIG names. It needs
// nothing but that server: every test makes a namespace of its own.
package clientgo

import (
	"context"
	"testing"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/util/wait"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"
)

// patience is how long a test waits for what must come; a busy machine is slow.
const patience = 60 * time.Second

func config(t *testing.T) *rest.Config {
	t.Helper()
	loading := clientcmd.NewDefaultClientConfigLoadingRules()
	found, err := clientcmd.NewNonInteractiveDeferredLoadingClientConfig(loading, nil).ClientConfig()
	if err != nil {
		t.Fatalf("KUBECONFIG: %v", err)
	}
	found.QPS = -1
	return found
}

// protobuf is the configuration of clients that speak protobuf, as controllers of Kubernetes do.
func protobuf(t *testing.T) *rest.Config {
	spoken := rest.CopyConfig(config(t))
	spoken.ContentType = runtime.ContentTypeProtobuf
	spoken.AcceptContentTypes = runtime.ContentTypeProtobuf + "," + runtime.ContentTypeJSON
	return spoken
}

func clientset(t *testing.T) *kubernetes.Clientset {
	return kubernetes.NewForConfigOrDie(protobuf(t))
}

func deadline(t *testing.T) context.Context {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	t.Cleanup(cancel)
	return ctx
}

// namespace makes a namespace, with its ServiceAccount, that goes with the test.
func namespace(t *testing.T, client kubernetes.Interface) string {
	t.Helper()
	ctx := deadline(t)
	made, err := client.CoreV1().Namespaces().Create(ctx, &corev1.Namespace{
		ObjectMeta: metav1.ObjectMeta{GenerateName: "clients-"},
	}, metav1.CreateOptions{})
	must(t, err)
	t.Cleanup(func() {
		_ = client.CoreV1().Namespaces().Delete(context.Background(), made.Name, metav1.DeleteOptions{})
	})
	eventually(t, "the ServiceAccount", func() bool {
		_, err := client.CoreV1().ServiceAccounts(made.Name).Get(ctx, "default", metav1.GetOptions{})
		return err == nil
	})
	return made.Name
}

func pod(name string) *corev1.Pod {
	return &corev1.Pod{
		ObjectMeta: metav1.ObjectMeta{Name: name, Labels: map[string]string{"app": name}},
		Spec:       corev1.PodSpec{Containers: []corev1.Container{{Name: "main", Image: "busybox"}}},
	}
}

// runningPod makes a Pod and waits until it is ready.
func runningPod(t *testing.T, client kubernetes.Interface, ns, name string) {
	t.Helper()
	ctx := deadline(t)
	_, err := client.CoreV1().Pods(ns).Create(ctx, pod(name), metav1.CreateOptions{})
	must(t, err)
	eventually(t, "the Pod to run", func() bool {
		found, err := client.CoreV1().Pods(ns).Get(ctx, name, metav1.GetOptions{})
		return err == nil && found.Status.Phase == corev1.PodRunning
	})
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
