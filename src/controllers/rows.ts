// The rows that controllers work with, under the types of their objects.
import * as kinds from '../kinds/index.ts'
import type { Kind } from '../meta/kind.ts'
import type {
  ControllerRevision,
  DaemonSet,
  Deployment,
  ReplicaSet,
  StatefulSet,
} from '../schema/generated/apps-v1.ts'
import type { HorizontalPodAutoscaler } from '../schema/generated/autoscaling-v2.ts'
import type { CronJob, Job } from '../schema/generated/batch-v1.ts'
import type { CertificateSigningRequest } from '../schema/generated/certificates-v1.ts'
import type {
  ConfigMap,
  Endpoints,
  Event,
  Namespace,
  Node,
  PersistentVolume,
  PersistentVolumeClaim,
  Pod,
  Secret,
  Service,
  ServiceAccount,
} from '../schema/generated/core-v1.ts'
import type { EndpointSlice } from '../schema/generated/discovery-v1.ts'
import type { ResourceClaim, ResourceClaimTemplate } from '../schema/generated/resource-v1.ts'
import type { StorageClass, VolumeAttributesClass } from '../schema/generated/storage-v1.ts'

export const certificateSigningRequests =
  kinds.certificateSigningRequest as Kind<CertificateSigningRequest>
export const configMaps = kinds.configMap as Kind<ConfigMap>
export const controllerRevisions = kinds.controllerRevision as Kind<ControllerRevision>
export const cronJobs = kinds.cronJob as Kind<CronJob>
export const daemonSets = kinds.daemonSet as Kind<DaemonSet>
export const deployments = kinds.deployment as Kind<Deployment>
export const endpointSlices = kinds.endpointSlice as Kind<EndpointSlice>
export const endpoints = kinds.endpoints as Kind<Endpoints>
export const events = kinds.event as Kind<Event>
export const horizontalPodAutoscalers =
  kinds.horizontalPodAutoscaler as Kind<HorizontalPodAutoscaler>
export const jobs = kinds.job as Kind<Job>
export const namespaces = kinds.namespace as Kind<Namespace>
export const nodes = kinds.node as Kind<Node>
export const persistentVolumeClaims = kinds.persistentVolumeClaim as Kind<PersistentVolumeClaim>
export const persistentVolumes = kinds.persistentVolume as Kind<PersistentVolume>
export const pods = kinds.pod as Kind<Pod>
export const replicaSets = kinds.replicaSet as Kind<ReplicaSet>
export const resourceClaimTemplates = kinds.resourceClaimTemplate as Kind<ResourceClaimTemplate>
export const resourceClaims = kinds.resourceClaim as Kind<ResourceClaim>
export const secrets = kinds.secret as Kind<Secret>
export const serviceAccounts = kinds.serviceAccount as Kind<ServiceAccount>
export const services = kinds.service as Kind<Service>
export const statefulSets = kinds.statefulSet as Kind<StatefulSet>
export const storageClasses = kinds.storageClass as Kind<StorageClass>
export const volumeAttributesClasses = kinds.volumeAttributesClass as Kind<VolumeAttributesClass>
