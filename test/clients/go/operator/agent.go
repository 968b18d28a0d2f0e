// Package operator is a small operator as people write them with controller-runtime: an Agent is a custom
// resource, and its DaemonSet is made, kept and reported on.
package operator

import (
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
)

// GroupVersion is that of Agents.
var GroupVersion = schema.GroupVersion{Group: "clients.mimikube.dev", Version: "v1"}

// Agent runs an image on every node.
type Agent struct {
	metav1.TypeMeta   `json:",inline"`
	metav1.ObjectMeta `json:"metadata,omitempty"`
	Spec              AgentSpec   `json:"spec,omitempty"`
	Status            AgentStatus `json:"status,omitempty"`
}

// AgentSpec is what is wanted.
type AgentSpec struct {
	Image string `json:"image"`
}

// AgentStatus is what there is.
type AgentStatus struct {
	Ready      int32              `json:"ready"`
	Conditions []metav1.Condition `json:"conditions,omitempty"`
}

// AgentList lists Agents.
type AgentList struct {
	metav1.TypeMeta `json:",inline"`
	metav1.ListMeta `json:"metadata,omitempty"`
	Items           []Agent `json:"items"`
}

// DeepCopyObject makes Agents objects.
func (a *Agent) DeepCopyObject() runtime.Object {
	next := *a
	a.ObjectMeta.DeepCopyInto(&next.ObjectMeta)
	next.Status.Conditions = append([]metav1.Condition(nil), a.Status.Conditions...)
	return &next
}

// DeepCopyObject makes lists of Agents objects.
func (l *AgentList) DeepCopyObject() runtime.Object {
	next := *l
	next.Items = make([]Agent, len(l.Items))
	for i := range l.Items {
		next.Items[i] = *l.Items[i].DeepCopyObject().(*Agent)
	}
	return &next
}

// AddToScheme makes the types known.
func AddToScheme(scheme *runtime.Scheme) error {
	scheme.AddKnownTypes(GroupVersion, &Agent{}, &AgentList{})
	metav1.AddToGroupVersion(scheme, GroupVersion)
	return nil
}
