// The groups apps and batch: what makes pods.

import type {
  ControllerRevision,
  DaemonSet,
  Deployment,
  ReplicaSet,
  StatefulSet,
} from '../../schema/generated/apps-v1.ts'
import type { CronJob, Job } from '../../schema/generated/batch-v1.ts'
import { controllerRevisionRules } from '../controllerrevision/rules.ts'
import { cronJobRules, cronJobStatusRules } from '../cronjob/rules.ts'
import { TEMPLATE_GENERATION } from '../daemonset/generation.ts'
import { daemonSetRules, daemonSetStatusRules } from '../daemonset/rules.ts'
import { deploymentRules, deploymentStatusRules } from '../deployment/rules.ts'
import { jobDeletion, jobRules, jobStatusRules } from '../job/rules.ts'
import { cronJobPrinter, jobPrinter } from '../printers/batch.ts'
import {
  controllerRevisionPrinter,
  daemonSetPrinter,
  deploymentPrinter,
  replicaSetPrinter,
  statefulSetPrinter,
} from '../printers/workloads.ts'
import { replicaSetRules, replicaSetStatusRules } from '../replicaset/rules.ts'
import { parentView, row, scaleView } from '../row.ts'
import { workloadScale } from '../scale.ts'
import { jobFields } from '../selectable.ts'
import { statefulSetName, statefulSetRules, statefulSetStatusRules } from '../statefulset/rules.ts'

const apps = { group: 'apps', api: 'apps', namespaced: true } as const
const batch = { group: 'batch', api: 'batch', namespaced: true } as const
const workload = { categories: ['all'], hasGeneration: true } as const

export const controllerRevision = row<ControllerRevision>({
  ...apps,
  kind: 'ControllerRevision',
  plural: 'controllerrevisions',
  printer: controllerRevisionPrinter,
  rules: controllerRevisionRules,
})

export const daemonSet = row<DaemonSet>({
  ...apps,
  ...workload,
  kind: 'DaemonSet',
  plural: 'daemonsets',
  shortNames: ['ds'],
  fieldAnnotations: [TEMPLATE_GENERATION],
  subresources: [parentView('status', daemonSetStatusRules)],
  printer: daemonSetPrinter,
  rules: daemonSetRules,
})

export const deployment = row<Deployment>({
  ...apps,
  ...workload,
  kind: 'Deployment',
  plural: 'deployments',
  shortNames: ['deploy'],
  subresources: [
    scaleView(workloadScale),
    { ...parentView('status', deploymentStatusRules), resets: ['spec', 'metadata.labels'] },
  ],
  printer: deploymentPrinter,
  rules: deploymentRules,
})

export const replicaSet = row<ReplicaSet>({
  ...apps,
  ...workload,
  kind: 'ReplicaSet',
  plural: 'replicasets',
  shortNames: ['rs'],
  subresources: [scaleView(workloadScale), parentView('status', replicaSetStatusRules)],
  printer: replicaSetPrinter,
  rules: replicaSetRules,
})

export const statefulSet = row<StatefulSet>({
  ...apps,
  ...workload,
  kind: 'StatefulSet',
  plural: 'statefulsets',
  shortNames: ['sts'],
  subresources: [scaleView(workloadScale), parentView('status', statefulSetStatusRules)],
  printer: statefulSetPrinter,
  rules: statefulSetRules,
  nameErrors: statefulSetName,
})

export const cronJob = row<CronJob>({
  ...batch,
  ...workload,
  kind: 'CronJob',
  plural: 'cronjobs',
  shortNames: ['cj'],
  subresources: [parentView('status', cronJobStatusRules)],
  printer: cronJobPrinter,
  rules: cronJobRules,
})

export const job = row<Job>({
  ...batch,
  ...workload,
  kind: 'Job',
  plural: 'jobs',
  deletion: jobDeletion,
  subresources: [parentView('status', jobStatusRules)],
  selectable: jobFields,
  printer: jobPrinter,
  rules: jobRules,
})
