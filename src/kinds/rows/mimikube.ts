// The group mimikube.dev: the simulated world itself. It is no part of Kubernetes and stands in no table of its own;
// a cluster without simulated nodes does not serve it.

import type { Printer } from '../../meta/kind.ts'
import { subdomainName } from '../../meta/names.ts'
import type { KubeObject } from '../../meta/object.ts'
import type {
  Clock,
  Fault,
  NodePool,
  PodBehavior,
} from '../../schema/generated/mimikube-v1alpha1.ts'
import { HANDLERS } from '../handlers.ts'
import { clockPrinter, clockRules, clockStatusRules } from '../mimikube/clock.ts'
import { faultPrinter, faultRules, faultStatusRules } from '../mimikube/fault.ts'
import {
  nodePoolPrinter,
  nodePoolRules,
  nodePoolScale,
  nodePoolStatusRules,
} from '../mimikube/node-pool.ts'
import { podBehaviorPrinter, podBehaviorRules } from '../mimikube/pod-behavior.ts'
import { parentView, row, scaleView } from '../row.ts'

const GROUP = 'mimikube.dev'
const VERSION = 'v1alpha1'

/** What the rows of the group share; their only version is an alpha. */
const world = <T extends KubeObject>(kind: string, printer?: Printer<T>) => ({
  group: GROUP,
  api: 'mimikube',
  kind,
  storageVersion: VERSION,
  hasGeneration: true,
  nameErrors: subdomainName,
  versions: [
    {
      version: VERSION,
      type: `mimikube/${VERSION}.${kind}`,
      ...(printer === undefined ? {} : { printer: printer as Printer }),
    },
  ],
})

export const nodePool = row<NodePool>({
  ...world('NodePool', nodePoolPrinter),
  plural: 'nodepools',
  shortNames: ['np'],
  namespaced: false,
  subresources: [scaleView(nodePoolScale), parentView('status', nodePoolStatusRules)],
  rules: nodePoolRules,
})

export const fault = row<Fault>({
  ...world('Fault', faultPrinter),
  plural: 'faults',
  namespaced: false,
  subresources: [parentView('status', faultStatusRules)],
  rules: faultRules,
})

export const podBehavior = row<PodBehavior>({
  ...world('PodBehavior', podBehaviorPrinter),
  plural: 'podbehaviors',
  namespaced: true,
  rules: podBehaviorRules,
})

export const clock = row<Clock>({
  ...world('Clock', clockPrinter),
  plural: 'clocks',
  namespaced: false,
  subresources: [parentView('status', clockStatusRules)],
  rules: clockRules,
})

export const placementReview = row({
  ...world('PlacementReview'),
  plural: 'placementreviews',
  namespaced: true,
  hasGeneration: false,
  verbs: ['create'],
  handler: HANDLERS.placementReview,
})
