// The groups apps and batch: what makes pods.
import { parentView, row, scaleView } from '../row.ts'
import { workloadScale } from '../scale.ts'
import { jobFields } from '../selectable.ts'
import { statusWithMetadata } from '../status.ts'

const apps = { group: 'apps', api: 'apps', namespaced: true } as const
const batch = { group: 'batch', api: 'batch', namespaced: true } as const
const workload = { categories: ['all'], hasGeneration: true } as const

export const controllerRevision = row({
  ...apps,
  kind: 'ControllerRevision',
  plural: 'controllerrevisions',
})

export const daemonSet = row({
  ...apps,
  ...workload,
  kind: 'DaemonSet',
  plural: 'daemonsets',
  shortNames: ['ds'],
  subresources: [parentView('status', statusWithMetadata)],
})

export const deployment = row({
  ...apps,
  ...workload,
  kind: 'Deployment',
  plural: 'deployments',
  shortNames: ['deploy'],
  subresources: [scaleView(workloadScale), parentView('status', statusWithMetadata)],
})

export const replicaSet = row({
  ...apps,
  ...workload,
  kind: 'ReplicaSet',
  plural: 'replicasets',
  shortNames: ['rs'],
  subresources: [scaleView(workloadScale), parentView('status', statusWithMetadata)],
})

export const statefulSet = row({
  ...apps,
  ...workload,
  kind: 'StatefulSet',
  plural: 'statefulsets',
  shortNames: ['sts'],
  subresources: [scaleView(workloadScale), parentView('status', statusWithMetadata)],
})

export const cronJob = row({
  ...batch,
  ...workload,
  kind: 'CronJob',
  plural: 'cronjobs',
  shortNames: ['cj'],
  subresources: [parentView('status', statusWithMetadata)],
})

export const job = row({
  ...batch,
  ...workload,
  kind: 'Job',
  plural: 'jobs',
  deletion: { defaultPropagation: 'Orphan' },
  subresources: [parentView('status', statusWithMetadata)],
  selectable: jobFields,
})
