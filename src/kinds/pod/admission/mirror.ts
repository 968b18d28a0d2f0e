// Mirrors of static Pods stand for what a node runs by itself; they may lean on nothing in the API.
import type { Pod, Volume } from '../../../schema/generated/core-v1.ts'
import { specOf } from '../parts.ts'
import { podForbidden } from './refusal.ts'

const MIRROR = 'kubernetes.io/config.mirror'

export const isMirror = (pod: Pod): boolean => pod.metadata.annotations?.[MIRROR] !== undefined

export function refuseMirror(pod: Pod): void {
  const spec = specOf(pod)
  const volumes = spec.volumes ?? []
  const refusals: readonly (readonly [boolean, string])[] = [
    [(spec.serviceAccountName ?? '') !== '', 'reference service accounts'],
    [hasSource(pod, 'secretKeyRef', 'secretRef') || volumes.some(namesSecret), 'reference secrets'],
    [
      hasSource(pod, 'configMapKeyRef', 'configMapRef') || volumes.some(namesConfigMap),
      'reference configmaps',
    ],
    [volumes.some(usesToken), 'use ServiceAccountToken volume projections'],
    [
      volumes.some(volume => volume.persistentVolumeClaim !== undefined),
      'reference persistentvolumeclaims',
    ],
  ]
  for (const [refused, what] of refusals)
    if (refused) throw podForbidden(pod, `a mirror pod may not ${what}`)
}

function hasSource(
  pod: Pod,
  key: 'secretKeyRef' | 'configMapKeyRef',
  all: 'secretRef' | 'configMapRef',
): boolean {
  const spec = specOf(pod)
  return [
    ...(spec.initContainers ?? []),
    ...(spec.containers ?? []),
    ...(spec.ephemeralContainers ?? []),
  ].some(
    ({ env = [], envFrom = [] }) =>
      env.some(({ valueFrom }) => valueFrom?.[key] !== undefined) ||
      envFrom.some(source => source[all] !== undefined),
  )
}

const projects = (
  { projected }: Volume,
  source: 'secret' | 'configMap' | 'serviceAccountToken',
): boolean => (projected?.sources ?? []).some(one => one[source] !== undefined)

const namesSecret = (volume: Volume): boolean =>
  volume.secret !== undefined || projects(volume, 'secret')
const namesConfigMap = (volume: Volume): boolean =>
  volume.configMap !== undefined || projects(volume, 'configMap')
const usesToken = (volume: Volume): boolean => projects(volume, 'serviceAccountToken')
