// What makes pods: counters, and the template in a few words.
import { formatSelector, selectorFromObject, selectorText } from '../../meta/labels.ts'
import type {
  ControllerRevision,
  DaemonSet,
  Deployment,
  ReplicaSet,
  StatefulSet,
} from '../../schema/generated/apps-v1.ts'
import type { PodTemplate, ReplicationController } from '../../schema/generated/core-v1.ts'
import {
  age,
  ageOf,
  containerCells,
  containers,
  formatLabels,
  images,
  integer,
  NONE,
  name,
  nameOf,
  printer,
  text,
  wide,
} from './columns.ts'
import { doc } from './descriptions.ts'

const podsReady = text('Ready', 'Number of the pod with ready state')
const wideTemplate = [wide(containers), wide(images)]

export const daemonSetPrinter = printer<DaemonSet>(
  [
    name,
    integer('Desired', doc.DaemonSetStatus.desiredNumberScheduled),
    integer('Current', doc.DaemonSetStatus.currentNumberScheduled),
    integer('Ready', doc.DaemonSetStatus.numberReady),
    integer('Up-to-date', doc.DaemonSetStatus.updatedNumberScheduled),
    integer('Available', doc.DaemonSetStatus.numberAvailable),
    text('Node Selector', doc.PodSpec.nodeSelector),
    age,
    ...wideTemplate,
    wide(text('Selector', doc.DaemonSetSpec.selector)),
  ],
  (ds, context) => [
    nameOf(ds),
    ds.status?.desiredNumberScheduled ?? 0,
    ds.status?.currentNumberScheduled ?? 0,
    ds.status?.numberReady ?? 0,
    ds.status?.updatedNumberScheduled ?? 0,
    ds.status?.numberAvailable ?? 0,
    formatLabels(ds.spec?.template?.spec?.nodeSelector),
    ageOf(ds, context),
    ...containerCells(ds.spec?.template?.spec?.containers),
    formatSelector(ds.spec?.selector),
  ],
)

export const deploymentPrinter = printer<Deployment>(
  [
    name,
    podsReady,
    text('Up-to-date', doc.DeploymentStatus.updatedReplicas),
    text('Available', doc.DeploymentStatus.availableReplicas),
    age,
    ...wideTemplate,
    wide(text('Selector', doc.DeploymentSpec.selector)),
  ],
  (deployment, context) => [
    nameOf(deployment),
    `${deployment.status?.readyReplicas ?? 0}/${deployment.spec?.replicas ?? 0}`,
    deployment.status?.updatedReplicas ?? 0,
    deployment.status?.availableReplicas ?? 0,
    ageOf(deployment, context),
    ...containerCells(deployment.spec?.template?.spec?.containers),
    selectorText(selectorFromObject(deployment.spec?.selector)),
  ],
)

export const replicaSetPrinter = printer<ReplicaSet>(
  [
    name,
    integer('Desired', doc.ReplicaSetSpec.replicas),
    integer('Current', doc.ReplicaSetStatus.replicas),
    integer('Ready', doc.ReplicaSetStatus.readyReplicas),
    age,
    ...wideTemplate,
    wide(text('Selector', doc.ReplicaSetSpec.selector)),
  ],
  (rs, context) => [
    nameOf(rs),
    rs.spec?.replicas ?? 0,
    rs.status?.replicas ?? 0,
    rs.status?.readyReplicas ?? 0,
    ageOf(rs, context),
    ...containerCells(rs.spec?.template?.spec?.containers),
    formatSelector(rs.spec?.selector),
  ],
)

export const replicationControllerPrinter = printer<ReplicationController>(
  [
    name,
    integer('Desired', doc.ReplicationControllerSpec.replicas),
    integer('Current', doc.ReplicationControllerStatus.replicas),
    integer('Ready', doc.ReplicationControllerStatus.readyReplicas),
    age,
    ...wideTemplate,
    wide(text('Selector', doc.ReplicationControllerSpec.selector)),
  ],
  (rc, context) => [
    nameOf(rc),
    rc.spec?.replicas ?? 0,
    rc.status?.replicas ?? 0,
    rc.status?.readyReplicas ?? 0,
    ageOf(rc, context),
    ...containerCells(rc.spec?.template?.spec?.containers),
    formatLabels(rc.spec?.selector),
  ],
)

export const statefulSetPrinter = printer<StatefulSet>(
  [name, podsReady, age, ...wideTemplate],
  (sts, context) => [
    nameOf(sts),
    `${sts.status?.readyReplicas ?? 0}/${sts.spec?.replicas ?? 0}`,
    ageOf(sts, context),
    ...containerCells(sts.spec?.template?.spec?.containers),
  ],
)

export const podTemplatePrinter = printer<PodTemplate>(
  [name, containers, images, text('Pod Labels', 'The labels for the pod template.')],
  podTemplate => [
    nameOf(podTemplate),
    ...containerCells(podTemplate.template?.spec?.containers),
    formatLabels(podTemplate.template?.metadata?.labels),
  ],
)

export const controllerRevisionPrinter = printer<ControllerRevision>(
  [
    name,
    text('Controller', 'Controller of the object'),
    text('Revision', doc.ControllerRevision.revision),
    age,
  ],
  (revision, context) => [
    nameOf(revision),
    controllerName(revision),
    revision.revision,
    ageOf(revision, context),
  ],
)

/** `daemonset.apps/agent`. */
function controllerName(revision: ControllerRevision): string {
  const owner = revision.metadata.ownerReferences?.find(each => each.controller === true)
  if (owner === undefined) return NONE
  const slash = owner.apiVersion.indexOf('/')
  const group = slash < 0 ? '' : `.${owner.apiVersion.slice(0, slash)}`
  return `${(owner.kind + group).toLowerCase()}/${owner.name}`
}
