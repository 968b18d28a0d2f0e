import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isRegistered } from '../../src/registry/registered.ts'
import { builtinTypes } from '../../src/schema/table.ts'

const types = builtinTypes()

/** By who reads it: the apiVersion and kind, and whether they can be read. */
const cases: readonly (readonly [string, string, string, boolean])[] = [
  ['', 'v1', 'Secret', true],
  ['', 'v1', 'SecretList', true],
  ['', 'v1', 'PodSpec', false],
  ['', 'v1', 'ObjectReference', false],
  ['', 'v1', 'Status', true],
  ['', 'v1', 'DeleteOptions', true],
  ['', 'v2', 'Secret', false],
  ['apps', 'apps/v1beta1', 'Deployment', true],
  ['apps', 'apps/v1beta1', 'DaemonSet', false],
  ['apps', 'apps/v1beta3', 'Deployment', false],
  ['apps', 'extensions/v1beta1', 'DaemonSetList', true],
  ['autoscaling', 'autoscaling/v2beta2', 'HorizontalPodAutoscaler', false],
  ['autoscaling', 'extensions/v1beta1', 'Scale', true],
  ['batch', 'batch/v1beta1', 'CronJob', true],
  ['batch', 'batch/v1beta1', 'Job', false],
  ['apiextensions.k8s.io', 'v1', 'ConfigMap', false],
  ['', 'apiextensions.k8s.io/v1', 'CustomResourceDefinition', false],
  ['apiextensions.k8s.io', 'apiextensions.k8s.io/v1beta1', 'CustomResourceDefinition', true],
]
for (const [by, apiVersion, kind, want] of cases)
  test(`${kind} of ${apiVersion} is ${want ? '' : 'not '}read by ${by || 'the core'}`, () =>
    assert.equal(isRegistered(by, apiVersion, kind, types), want))
