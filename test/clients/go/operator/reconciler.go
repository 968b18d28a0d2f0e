package operator

import (
	"context"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/tools/events"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/controller"
	"sigs.k8s.io/controller-runtime/pkg/controller/controllerutil"
)

// Finalizer holds an Agent until its last words are written.
const Finalizer = "clients.mimikube.dev/farewell"

// Reconciler keeps the DaemonSets of Agents.
type Reconciler struct {
	client.Client
	Events events.EventRecorder
}

// SetupWithManager watches Agents and the DaemonSets that they own.
func (r *Reconciler) SetupWithManager(manager ctrl.Manager) error {
	anew := controller.Options{SkipNameValidation: new(true)}
	return ctrl.NewControllerManagedBy(manager).For(&Agent{}).Owns(&appsv1.DaemonSet{}).WithOptions(anew).Complete(r)
}

// Reconcile looks at one Agent.
func (r *Reconciler) Reconcile(ctx context.Context, request ctrl.Request) (ctrl.Result, error) {
	agent := &Agent{}
	if err := r.Get(ctx, request.NamespacedName, agent); err != nil {
		return ctrl.Result{}, client.IgnoreNotFound(err)
	}
	if !agent.DeletionTimestamp.IsZero() {
		return ctrl.Result{}, r.farewell(ctx, agent)
	}
	if controllerutil.AddFinalizer(agent, Finalizer) {
		return ctrl.Result{}, r.Update(ctx, agent)
	}
	set := &appsv1.DaemonSet{ObjectMeta: metav1.ObjectMeta{Name: agent.Name, Namespace: agent.Namespace}}
	done, err := controllerutil.CreateOrUpdate(ctx, r.Client, set, func() error { return r.shape(agent, set) })
	if err != nil {
		return ctrl.Result{}, err
	}
	if done != controllerutil.OperationResultNone {
		r.Events.Eventf(agent, set, corev1.EventTypeNormal, "Reconciled", "Reconcile", "%s %s", done, set.Name)
	}
	return ctrl.Result{}, r.report(ctx, agent, set)
}

func (r *Reconciler) shape(agent *Agent, set *appsv1.DaemonSet) error {
	labels := map[string]string{"agent": agent.Name}
	set.Spec.Selector = &metav1.LabelSelector{MatchLabels: labels}
	set.Spec.Template.Labels = labels
	if len(set.Spec.Template.Spec.Containers) == 0 {
		set.Spec.Template.Spec.Containers = []corev1.Container{{Name: "agent"}}
	}
	set.Spec.Template.Spec.Containers[0].Image = agent.Spec.Image
	return controllerutil.SetControllerReference(agent, set, r.Scheme())
}

func (r *Reconciler) report(ctx context.Context, agent *Agent, set *appsv1.DaemonSet) error {
	before := agent.DeepCopyObject().(*Agent)
	agent.Status.Ready = set.Status.NumberReady
	condition := metav1.Condition{
		Type: "Ready", Status: metav1.ConditionFalse, Reason: "Waiting", ObservedGeneration: agent.Generation,
	}
	observed := set.Status.ObservedGeneration == set.Generation
	if observed && set.Status.DesiredNumberScheduled > 0 && set.Status.NumberReady == set.Status.DesiredNumberScheduled &&
		set.Status.UpdatedNumberScheduled == set.Status.DesiredNumberScheduled {
		condition.Status, condition.Reason = metav1.ConditionTrue, "EveryNode"
	}
	meta.SetStatusCondition(&agent.Status.Conditions, condition)
	return r.Status().Patch(ctx, agent, client.MergeFrom(before))
}

func (r *Reconciler) farewell(ctx context.Context, agent *Agent) error {
	if !controllerutil.ContainsFinalizer(agent, Finalizer) {
		return nil
	}
	note := &corev1.ConfigMap{ObjectMeta: metav1.ObjectMeta{Name: agent.Name + "-was", Namespace: agent.Namespace}}
	if err := client.IgnoreAlreadyExists(r.Create(ctx, note)); err != nil {
		return err
	}
	before := agent.DeepCopyObject().(*Agent)
	controllerutil.RemoveFinalizer(agent, Finalizer)
	return client.IgnoreNotFound(r.Patch(ctx, agent, client.MergeFromWithOptions(before, client.MergeFromWithOptimisticLock{})))
}
