package clientgo

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/cache"
)

// asked counts the requests of a client by what their query says.
type asked struct {
	sync.Mutex
	queries []string
	inner   http.RoundTripper
}

func (a *asked) RoundTrip(request *http.Request) (*http.Response, error) {
	a.Lock()
	a.queries = append(a.queries, request.URL.RawQuery)
	a.Unlock()
	return a.inner.RoundTrip(request)
}

func (a *asked) has(word string) bool {
	a.Lock()
	defer a.Unlock()
	for _, query := range a.queries {
		if strings.Contains(query, word) {
			return true
		}
	}
	return false
}

func watching(t *testing.T, spoken *rest.Config) (*kubernetes.Clientset, *asked) {
	seen := &asked{}
	spoken.Wrap(func(inner http.RoundTripper) http.RoundTripper {
		seen.inner = inner
		return seen
	})
	return kubernetes.NewForConfigOrDie(spoken), seen
}

func TestInformersFillFromAStreamedList(t *testing.T) {
	for name, spoken := range map[string]*rest.Config{"json": config(t), "protobuf": protobuf(t)} {
		t.Run(name, func(t *testing.T) {
			client, seen := watching(t, spoken)
			ns := namespace(t, client)
			ctx := deadline(t)
			for i := range 25 {
				_, err := client.CoreV1().ConfigMaps(ns).Create(ctx, &corev1.ConfigMap{
					ObjectMeta: metav1.ObjectMeta{Name: fmt.Sprintf("c%02d", i)},
				}, metav1.CreateOptions{})
				must(t, err)
			}
			factory := informers.NewSharedInformerFactoryWithOptions(client, 0, informers.WithNamespace(ns))
			informer := factory.Core().V1().ConfigMaps()
			var added, changed, gone atomic.Int32
			_, err := informer.Informer().AddEventHandler(cache.ResourceEventHandlerFuncs{
				AddFunc:    func(any) { added.Add(1) },
				UpdateFunc: func(_, _ any) { changed.Add(1) },
				DeleteFunc: func(any) { gone.Add(1) },
			})
			must(t, err)
			factory.Start(ctx.Done())
			if !cache.WaitForCacheSync(ctx.Done(), informer.Informer().HasSynced) {
				t.Fatal("the cache did not fill")
			}
			if !seen.has("sendInitialEvents=true") {
				t.Error("the list was not streamed")
			}
			found, err := informer.Lister().List(labels.Everything())
			must(t, err)
			if len(found) < 25 {
				t.Errorf("the cache holds %d objects", len(found))
			}
			one := found[0].DeepCopy()
			one.Data = map[string]string{"a": "b"}
			_, err = client.CoreV1().ConfigMaps(ns).Update(ctx, one, metav1.UpdateOptions{})
			must(t, err)
			must(t, client.CoreV1().ConfigMaps(ns).Delete(ctx, one.Name, metav1.DeleteOptions{}))
			eventually(t, "the events", func() bool {
				return added.Load() >= 25 && changed.Load() >= 1 && gone.Load() >= 1
			})
		})
	}
}

func TestAnInformerOfMetadataKnowsNoMore(t *testing.T) {
	client := clientset(t)
	ns := namespace(t, client)
	runningPod(t, client, ns, "a")
	ctx := deadline(t)
	informer := metadataInformer(t, ns, "pods")
	go informer.Run(ctx.Done())
	eventually(t, "the cache", informer.HasSynced)
	found := informer.GetStore().List()
	if len(found) != 1 {
		t.Fatalf("found %d", len(found))
	}
	meta, ok := found[0].(*metav1.PartialObjectMetadata)
	if !ok || meta.Name != "a" {
		t.Errorf("found %#v", found[0])
	}
}
