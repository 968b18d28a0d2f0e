package clientgo

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/kubernetes/scheme"
	"k8s.io/client-go/tools/portforward"
	"k8s.io/client-go/tools/remotecommand"
	"k8s.io/client-go/transport/spdy"
	utilexec "k8s.io/client-go/util/exec"
)

func executors(t *testing.T, client *kubernetes.Clientset, ns string, command ...string) map[string]remotecommand.Executor {
	request := client.CoreV1().RESTClient().Post().Resource("pods").Namespace(ns).Name("box").
		SubResource("exec").VersionedParams(&corev1.PodExecOptions{
		Container: "main", Command: command, Stdin: true, Stdout: true, Stderr: true,
	}, scheme.ParameterCodec)
	overSocket, err := remotecommand.NewWebSocketExecutor(config(t), "GET", request.URL().String())
	must(t, err)
	overSPDY, err := remotecommand.NewSPDYExecutor(config(t), "POST", request.URL())
	must(t, err)
	return map[string]remotecommand.Executor{"WebSocket": overSocket, "SPDY": overSPDY}
}

func TestExecOverWebSocketAndSPDY(t *testing.T) {
	client := clientset(t)
	ns := namespace(t, client)
	runningPod(t, client, ns, "box")
	for name, executor := range executors(t, client, ns, "cat") {
		t.Run(name, func(t *testing.T) {
			var out, told bytes.Buffer
			typed := strings.Repeat("typed\n", 5000)
			err := executor.StreamWithContext(deadline(t), remotecommand.StreamOptions{
				Stdin: strings.NewReader(typed), Stdout: &out, Stderr: &told,
			})
			must(t, err)
			if out.String() != typed || told.Len() > 0 {
				t.Errorf("%d bytes came back, and %q", out.Len(), told.String())
			}
		})
	}
	for name, executor := range executors(t, client, ns, "sh", "-c", "echo out; echo err >&2; exit 3") {
		t.Run(name+" tells how it ended", func(t *testing.T) {
			var out, told bytes.Buffer
			err := executor.StreamWithContext(deadline(t), remotecommand.StreamOptions{
				Stdin: strings.NewReader(""), Stdout: &out, Stderr: &told,
			})
			var ended utilexec.CodeExitError
			if !errors.As(err, &ended) || ended.Code != 3 || out.String() != "out\n" || told.String() != "err\n" {
				t.Errorf("%v, %q, %q", err, out.String(), told.String())
			}
		})
	}
}

func TestLogsAreRead(t *testing.T) {
	client := clientset(t)
	ns := namespace(t, client)
	runningPod(t, client, ns, "box")
	lines := int64(5)
	text, err := client.CoreV1().Pods(ns).GetLogs("box", &corev1.PodLogOptions{TailLines: &lines}).DoRaw(deadline(t))
	must(t, err)
	if strings.Count(string(text), "\n") > 5 {
		t.Errorf("too much: %s", text)
	}
}

func dialers(t *testing.T, client *kubernetes.Clientset, ns string) map[string]func() (*portforward.PortForwarder, chan struct{}) {
	url := client.CoreV1().RESTClient().Post().Resource("pods").Namespace(ns).Name("box").SubResource("portforward").URL()
	open := func(socket bool) func() (*portforward.PortForwarder, chan struct{}) {
		return func() (*portforward.PortForwarder, chan struct{}) {
			stop, ready := make(chan struct{}), make(chan struct{})
			dialer, err := portforward.NewSPDYOverWebsocketDialer(url, config(t))
			if !socket {
				transport, upgrader, wrong := spdy.RoundTripperFor(config(t))
				must(t, wrong)
				dialer = spdy.NewDialer(upgrader, &http.Client{Transport: transport}, "POST", url)
			}
			must(t, err)
			forward, err := portforward.New(dialer, []string{"0:80"}, stop, ready, io.Discard, io.Discard)
			must(t, err)
			return forward, stop
		}
	}
	return map[string]func() (*portforward.PortForwarder, chan struct{}){"WebSocket": open(true), "SPDY": open(false)}
}

func TestPortForwardOverWebSocketAndSPDY(t *testing.T) {
	client := clientset(t)
	ns := namespace(t, client)
	runningPod(t, client, ns, "box")
	for name, dial := range dialers(t, client, ns) {
		t.Run(name, func(t *testing.T) {
			forward, stop := dial()
			ended := make(chan error, 1)
			go func() { ended <- forward.ForwardPorts() }()
			select {
			case <-forward.Ready:
			case err := <-ended:
				t.Fatal(err)
			}
			ports, err := forward.GetPorts()
			must(t, err)
			for range 2 {
				answer, err := http.Get(fmt.Sprintf("http://127.0.0.1:%d/x", ports[0].Local))
				must(t, err)
				answer.Body.Close()
				if answer.StatusCode != 200 {
					t.Errorf("answered %s", answer.Status)
				}
			}
			close(stop)
			<-ended
		})
	}
}
