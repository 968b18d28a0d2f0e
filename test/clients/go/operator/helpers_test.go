package operator

import (
	"strings"
	"testing"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/client-go/util/retry"
)

func retryOnConflict(write func() error) error {
	return retry.RetryOnConflict(retry.DefaultBackoff, write)
}

func unstructuredMap(name string) *unstructured.Unstructured {
	return &unstructured.Unstructured{Object: map[string]any{
		"apiVersion": "v1", "kind": "ConfigMap",
		"metadata": map[string]any{"name": name, "namespace": "default", "labels": map[string]any{"made": "here"}},
		"data":     map[string]any{"a": "1"},
	}}
}

// testWriter shows an operator's log beside the test it belongs to.
type testWriter struct{ t *testing.T }

func (w testWriter) Write(line []byte) (int, error) {
	if text := strings.TrimSpace(string(line)); strings.Contains(text, "ERROR") && !strings.Contains(text, "leader election lost") {
		println(text)
	}
	return len(line), nil
}
