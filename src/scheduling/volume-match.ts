// Which volume a claim takes; after `component-helpers/storage/volume/pv_helpers.go`.
import { matches, selectorFromObject } from '../meta/labels.ts'
import { compareQuantities } from '../meta/quantity.ts'
import type { Node, PersistentVolume, PersistentVolumeClaim } from '../schema/generated/core-v1.ts'
import { matchesNodeSelector } from './node-selector.ts'

const CLASS_ANNOTATION = 'volume.beta.kubernetes.io/storage-class'

/** The class that a volume or claim names, in either way. */
export const classNameOf = (object: PersistentVolume | PersistentVolumeClaim): string =>
  object.metadata.annotations?.[CLASS_ANNOTATION] ?? object.spec?.storageClassName ?? ''

/** Whether a volume is meant for a claim, by name alone or for this very one. */
export function isMeantFor(volume: PersistentVolume, claim: PersistentVolumeClaim): boolean {
  const { namespace, name, uid = '' } = volume.spec?.claimRef ?? {}
  const { metadata } = claim
  if (namespace !== metadata.namespace || name !== metadata.name) return false
  return uid === '' || uid === metadata.uid
}

export interface Where {
  /** Whether the node is not known yet, so that only volumes meant for the claim count. */
  readonly delayed?: boolean
  readonly node?: Node
}

/** A volume that is meant for the claim, or the smallest that fits. */
export function bestVolume(
  claim: PersistentVolumeClaim,
  volumes: readonly PersistentVolume[],
  { delayed = false, node }: Where = {},
): PersistentVolume | undefined {
  const fitting = volumes.filter(
    volume => volume.metadata.deletionTimestamp === undefined && hasRoom(volume, claim),
  )
  const meant = fitting.find(volume => isMeantFor(volume, claim) && isReached(volume, node))
  if (meant !== undefined || delayed) return meant
  const free = fitting.filter(
    volume =>
      volume.spec?.claimRef === undefined &&
      volume.status?.phase === 'Available' &&
      suits(volume, claim) &&
      isReached(volume, node),
  )
  return free.reduce<PersistentVolume | undefined>(
    (best, volume) =>
      best === undefined || compareQuantities(sizeOf(volume), sizeOf(best)) < 0 ? volume : best,
    undefined,
  )
}

/** Why a volume that a claim asks for by name cannot serve it. */
export function misfit(volume: PersistentVolume, claim: PersistentVolumeClaim): string | undefined {
  if (compareQuantities(sizeOf(volume), wantedOf(claim)) < 0) return 'requested PV is too small'
  if (classNameOf(volume) !== classNameOf(claim)) return 'storageClassName does not match'
  if (modeOf(volume) !== modeOf(claim)) return 'incompatible volumeMode'
  return offersModes(volume, claim) ? undefined : 'incompatible accessMode'
}

function hasRoom(volume: PersistentVolume, claim: PersistentVolumeClaim): boolean {
  return modeOf(volume) === modeOf(claim) && compareQuantities(sizeOf(volume), wantedOf(claim)) >= 0
}

function suits(volume: PersistentVolume, claim: PersistentVolumeClaim): boolean {
  const selector = claim.spec?.selector
  if (selector !== undefined && !matches(selectorFromObject(selector), volume.metadata.labels))
    return false
  return classNameOf(volume) === classNameOf(claim) && offersModes(volume, claim)
}

const offersModes = (volume: PersistentVolume, claim: PersistentVolumeClaim): boolean =>
  (claim.spec?.accessModes ?? []).every(mode => volume.spec?.accessModes?.includes(mode))

function isReached(volume: PersistentVolume, node: Node | undefined): boolean {
  const required = volume.spec?.nodeAffinity?.required
  return node === undefined || required === undefined || matchesNodeSelector(required, node)
}

const sizeOf = (volume: PersistentVolume): string => volume.spec?.capacity?.['storage'] ?? '0'
const wantedOf = (claim: PersistentVolumeClaim): string =>
  claim.spec?.resources?.requests?.['storage'] ?? '0'
const modeOf = (object: PersistentVolume | PersistentVolumeClaim): string =>
  object.spec?.volumeMode ?? 'Filesystem'
