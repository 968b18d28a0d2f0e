// What becomes of a claim. Pure; after `syncUnboundClaim` and `syncBoundClaim`.
import { bestVolume, classNameOf, isMeantFor, misfit } from '../../scheduling/volume-match.ts'
import type { PersistentVolume, PersistentVolumeClaim } from '../../schema/generated/core-v1.ts'
import type { StorageClass } from '../../schema/generated/storage-v1.ts'
import {
  BIND_COMPLETED,
  BOUND_BY_CONTROLLER,
  NO_PROVISIONER,
  SELECTED_NODE,
  SIMULATED,
} from './names.ts'

export interface Told {
  readonly type: 'Normal' | 'Warning'
  readonly reason: string
  readonly message: string
}

export type ClaimAction =
  | { readonly do: 'bind'; readonly volume: PersistentVolume }
  | { readonly do: 'lose'; readonly tell: Told }
  | { readonly do: 'wait'; readonly tell?: Told }
  /** Somebody else is to make a volume. */
  | { readonly do: 'ask'; readonly provisioner: string; readonly tell: Told }
  | { readonly do: 'provision'; readonly storageClass: StorageClass }
  /** A claim that spoke of no class gets the one that is the default by now. */
  | { readonly do: 'assign'; readonly className: string }

export interface ClaimView {
  readonly claim: PersistentVolumeClaim
  readonly volumes: readonly PersistentVolume[]
  /** The class that the claim names, if there is such a one. */
  readonly storageClass: StorageClass | undefined
  readonly defaultClass?: StorageClass | undefined
}

export function planClaim(view: ClaimView): ClaimAction {
  const isBound = view.claim.metadata.annotations?.[BIND_COMPLETED] !== undefined
  return isBound ? planBound(view) : planUnbound(view)
}

const warning = (reason: string, message: string): Told => ({ type: 'Warning', reason, message })
const normal = (reason: string, message: string): Told => ({ type: 'Normal', reason, message })

function planBound({ claim, volumes }: ClaimView): ClaimAction {
  const { volumeName = '' } = claim.spec ?? {}
  if (volumeName === '')
    return { do: 'lose', tell: warning('ClaimLost', `Bound claim has lost reference to ${LOST}`) }
  const volume = volumes.find(({ metadata }) => metadata.name === volumeName)
  if (volume === undefined)
    return { do: 'lose', tell: warning('ClaimLost', `Bound claim has lost its ${LOST}`) }
  const { claimRef } = volume.spec ?? {}
  if (claimRef === undefined || isMeantFor(volume, claim)) return { do: 'bind', volume }
  return { do: 'lose', tell: warning('ClaimMisbound', MISBOUND) }
}

const LOST = 'PersistentVolume. Data on the volume is lost!'
const MISBOUND = 'Two claims are bound to the same volume, this one is bound incorrectly'

function planUnbound(view: ClaimView): ClaimAction {
  const { claim, volumes } = view
  const { volumeName = '' } = claim.spec ?? {}
  if (volumeName !== '') return planNamed(view, volumeName)
  const delayed = waitsForConsumer(view)
  const volume = bestVolume(claim, volumes, { delayed })
  if (volume !== undefined) return { do: 'bind', volume }
  const className = view.defaultClass?.metadata.name
  if (className !== undefined && isWithoutClass(claim)) return { do: 'assign', className }
  if (delayed) return { do: 'wait', tell: normal('WaitForFirstConsumer', WAITING) }
  if (classNameOf(claim) === '') return { do: 'wait', tell: normal('FailedBinding', NOTHING) }
  return planProvisioning(view)
}

/** The empty name is a choice too; no name is none. */
const isWithoutClass = (claim: PersistentVolumeClaim): boolean =>
  claim.spec?.storageClassName === undefined && classNameOf(claim) === ''

const WAITING = 'waiting for first consumer to be created before binding'
const NOTHING = 'no persistent volumes available for this claim and no storage class is set'

/** Until a node was chosen for a Pod that uses the claim. */
const waitsForConsumer = ({ claim, storageClass }: ClaimView): boolean =>
  storageClass?.volumeBindingMode === 'WaitForFirstConsumer' &&
  claim.metadata.annotations?.[SELECTED_NODE] === undefined

function planNamed({ claim, volumes }: ClaimView, volumeName: string): ClaimAction {
  const volume = volumes.find(({ metadata }) => metadata.name === volumeName)
  if (volume === undefined) return { do: 'wait' }
  const { claimRef } = volume.spec ?? {}
  if (claimRef === undefined) {
    const why = misfit(volume, claim)
    if (why === undefined) return { do: 'bind', volume }
    const text = `Cannot bind to requested volume "${volumeName}": ${why}`
    return { do: 'wait', tell: warning('VolumeMismatch', text) }
  }
  if (isMeantFor(volume, claim)) return { do: 'bind', volume }
  if (claim.metadata.annotations?.[BOUND_BY_CONTROLLER] !== undefined) return { do: 'wait' }
  const text = `volume "${volumeName}" already bound to a different claim.`
  return { do: 'wait', tell: warning('FailedBinding', text) }
}

function planProvisioning({ claim, storageClass }: ClaimView): ClaimAction {
  if (storageClass === undefined) {
    const text = `storageclass.storage.k8s.io "${classNameOf(claim)}" not found`
    return { do: 'wait', tell: warning('ProvisioningFailed', text) }
  }
  const { provisioner } = storageClass
  if (provisioner === SIMULATED) return { do: 'provision', storageClass }
  if (provisioner === NO_PROVISIONER) {
    const text = `no volume plugin matched name: ${provisioner}`
    return { do: 'wait', tell: warning('ProvisioningFailed', text) }
  }
  const text = `Waiting for a volume to be created either by the external provisioner '${provisioner}' or manually by the system administrator. If volume creation is delayed, please verify that the provisioner is running and correctly registered.`
  return { do: 'ask', provisioner, tell: normal('ExternalProvisioning', text) }
}
