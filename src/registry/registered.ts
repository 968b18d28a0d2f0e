// Which kinds the real server can read, whatever it serves: what is not among them is told in the words of
// its scheme. Versions that are served no more are read still.
import type { Types } from '../schema/table.ts'

/** Kinds of versions that came before, each with its list. */
const EARLIER: Readonly<Record<string, string>> = {
  'admission.k8s.io/v1beta1': 'AdmissionReview',
  'admissionregistration.k8s.io/v1alpha1':
    'MutatingAdmissionPolicy MutatingAdmissionPolicyBinding ValidatingAdmissionPolicy ValidatingAdmissionPolicyBinding',
  'admissionregistration.k8s.io/v1beta1':
    'MutatingAdmissionPolicy MutatingAdmissionPolicyBinding MutatingWebhookConfiguration ValidatingAdmissionPolicy ValidatingAdmissionPolicyBinding ValidatingWebhookConfiguration',
  'apiextensions.k8s.io/v1beta1': 'CustomResourceDefinition',
  'apiregistration.k8s.io/v1beta1': 'APIService',
  'apps/v1beta1': 'ControllerRevision Deployment DeploymentRollback Scale StatefulSet',
  'apps/v1beta2': 'ControllerRevision DaemonSet Deployment ReplicaSet Scale StatefulSet',
  'authentication.k8s.io/v1alpha1': 'SelfSubjectReview',
  'authentication.k8s.io/v1beta1': 'SelfSubjectReview TokenReview',
  'authorization.k8s.io/v1beta1':
    'LocalSubjectAccessReview SelfSubjectAccessReview SelfSubjectRulesReview SubjectAccessReview',
  'batch/v1beta1': 'CronJob',
  'certificates.k8s.io/v1alpha1': 'ClusterTrustBundle',
  'certificates.k8s.io/v1beta1':
    'CertificateSigningRequest ClusterTrustBundle PodCertificateRequest',
  'coordination.k8s.io/v1alpha2': 'LeaseCandidate',
  'coordination.k8s.io/v1beta1': 'Lease LeaseCandidate',
  'discovery.k8s.io/v1beta1': 'EndpointSlice',
  'events.k8s.io/v1beta1': 'Event',
  'extensions/v1beta1':
    'DaemonSet Deployment DeploymentRollback Ingress NetworkPolicy ReplicaSet Scale',
  'flowcontrol.apiserver.k8s.io/v1beta1': 'FlowSchema PriorityLevelConfiguration',
  'flowcontrol.apiserver.k8s.io/v1beta2': 'FlowSchema PriorityLevelConfiguration',
  'flowcontrol.apiserver.k8s.io/v1beta3': 'FlowSchema PriorityLevelConfiguration',
  'imagepolicy.k8s.io/v1alpha1': 'ImageReview',
  'internal.apiserver.k8s.io/v1alpha1': 'StorageVersion',
  'networking.k8s.io/v1beta1': 'IPAddress Ingress IngressClass ServiceCIDR',
  'node.k8s.io/v1alpha1': 'RuntimeClass',
  'node.k8s.io/v1beta1': 'RuntimeClass',
  'policy/v1beta1': 'Eviction PodDisruptionBudget',
  'rbac.authorization.k8s.io/v1alpha1': 'ClusterRole ClusterRoleBinding Role RoleBinding',
  'rbac.authorization.k8s.io/v1beta1': 'ClusterRole ClusterRoleBinding Role RoleBinding',
  'resource.k8s.io/v1alpha3': 'DeviceTaintRule ResourcePoolStatusRequest',
  'resource.k8s.io/v1beta1': 'DeviceClass ResourceClaim ResourceClaimTemplate ResourceSlice',
  'resource.k8s.io/v1beta2':
    'DeviceClass DeviceTaintRule ResourceClaim ResourceClaimTemplate ResourceSlice',
  'scheduling.k8s.io/v1alpha2': 'PodGroup Workload',
  'scheduling.k8s.io/v1beta1': 'PriorityClass',
  'storage.k8s.io/v1alpha1': 'CSIStorageCapacity VolumeAttachment VolumeAttributesClass',
  'storage.k8s.io/v1beta1':
    'CSIDriver CSINode CSIStorageCapacity StorageClass VolumeAttachment VolumeAttributesClass',
  'storagemigration.k8s.io/v1beta1': 'StorageVersionMigration',
}

/** What every version of every group has, and what the first version has beside. */
const EVERYWHERE =
  /^(WatchEvent|ListOptions|GetOptions|DeleteOptions|CreateOptions|UpdateOptions|PatchOptions)$/
const IN_V1 = /^(List|Status|APIVersions|APIGroup|APIGroupList|APIResourceList)$/

/** Parts of the server that read nothing but their own kinds. */
const APART: readonly string[] = ['apiextensions.k8s.io', 'apiregistration.k8s.io']

/** Whether who serves the group `by` can read a kind of a version. */
export function isRegistered(by: string, apiVersion: string, kind: string, types: Types): boolean {
  const [version = '', group = ''] = apiVersion.split('/').reverse()
  if (apiVersion === 'v1' && IN_V1.test(kind)) return true
  const isOther = APART.includes(by) || APART.includes(group)
  if (isOther && by !== group) return false
  const earlier = EARLIER[apiVersion]?.split(' ')
  if (earlier !== undefined)
    return earlier.includes(kind.replace(/List$/, '')) || EVERYWHERE.test(kind)
  const fields = types.struct(`${packageOf(group)}/${version}.${kind}`)?.fields
  if (fields !== undefined) return fields.has('kind') && isKind(kind, fields)
  return (
    EVERYWHERE.test(kind) &&
    types.struct(`${packageOf(group)}/${version}.${KINDS[group]}`) !== undefined
  )
}

/** Structs that only refer to something have a kind, too. */
const isKind = (kind: string, fields: ReadonlyMap<string, unknown>): boolean =>
  fields.has('metadata') || /(Options|Review)$/.test(kind)

/** A kind of each group's own, by which its versions are known. */
const KINDS: Readonly<Record<string, string>> = { '': 'Pod', apps: 'Deployment', batch: 'Job' }

/** The Go package of a group: its first part, `core` for the group without a name. */
export const packageOf = (group: string): string =>
  group === '' ? 'core' : (group.split('.')[0] ?? group)
