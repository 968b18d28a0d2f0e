// Brings claims and volumes together. Claims and volumes stand in one queue: volumes have no namespace, so
// their keys have no slash. The real binder looks at everything again every 15 seconds; ours when
// something has changed that may matter.
import { defaultOf } from '../../kinds/volume/classes.ts'
import type { Loop } from '../../loop/loop.ts'
import { WorkQueue } from '../../loop/queue.ts'
import type { Timers } from '../../loop/timers.ts'
import type { KubeObject } from '../../meta/object.ts'
import { isStatus } from '../../meta/status.ts'
import { controllerContext, through } from '../../registry/context.ts'
import type { EventRecorder } from '../../registry/recorder.ts'
import type { Registry } from '../../registry/registry.ts'
import { target } from '../../registry/target.ts'
import { classNameOf } from '../../scheduling/volume-match.ts'
import type { PersistentVolume, PersistentVolumeClaim } from '../../schema/generated/core-v1.ts'
import type { StorageClass } from '../../schema/generated/storage-v1.ts'
import { ignoring } from '../claim.ts'
import { Follower } from '../follow.ts'
import { at, keyOf } from '../keys.ts'
import { persistentVolumeClaims, persistentVolumes, storageClasses } from '../rows.ts'
import {
  annotated,
  boundClaim,
  boundVolume,
  simulatedVolume,
  unboundVolume,
  withPhase,
  withVolume,
} from './changes.ts'
import { type ClaimAction, planClaim, type Told } from './claims.ts'
import { BIND_COMPLETED, SIMULATED, STORAGE_PROVISIONERS } from './names.ts'
import { planVolume } from './volumes.ts'

export interface VolumeBinderOptions {
  readonly registry: Registry
  readonly timers: Timers
  readonly recorder: EventRecorder
}

export class VolumeBinder implements Loop {
  readonly name = 'volume-binder'
  readonly queue: WorkQueue
  readonly #registry: Registry
  readonly #recorder: EventRecorder
  readonly #context = controllerContext('persistent-volume-binder')
  readonly #follower: Follower

  constructor({ registry, timers, recorder }: VolumeBinderOptions) {
    this.queue = new WorkQueue(this.name, timers)
    this.#registry = registry
    this.#recorder = recorder
    this.#follower = new Follower(registry)
  }

  start(): void {
    const add = (object: KubeObject | undefined): void => {
      if (object !== undefined) this.queue.add(keyOf(object))
    }
    this.#follower.onAll(persistentVolumes, (next, previous) => {
      add(next)
      const volume = next ?? previous
      if (volume !== undefined) this.#noteClaimsOf(volume)
    })
    this.#follower.onAll(persistentVolumeClaims, (next, previous) => {
      add(next)
      if (next === undefined && previous !== undefined) this.#noteVolumesOf(previous)
    })
    this.#follower.on<StorageClass>(storageClasses, next => {
      if (next === undefined) return
      this.#noteWaiting(next.metadata.name ?? '')
      this.#noteWaiting('')
    })
  }

  stop(): void {
    this.#follower.stop()
  }

  async reconcile(key: string): Promise<void> {
    if (key.includes('/')) await this.#syncClaim(key)
    else await this.#syncVolume(key)
  }

  #noteClaimsOf(volume: PersistentVolume): void {
    const { namespace = '', name = '' } = volume.spec?.claimRef ?? {}
    if (name !== '') this.queue.add(`${namespace}/${name}`)
    else this.#noteWaiting(classNameOf(volume))
  }

  #noteWaiting(className: string): void {
    for (const claim of this.#registry.all(persistentVolumeClaims))
      if (claim.status?.phase === 'Pending' && classNameOf(claim) === className)
        this.queue.add(keyOf(claim))
  }

  #noteVolumesOf(claim: PersistentVolumeClaim): void {
    for (const volume of this.#registry.all(persistentVolumes))
      if (volume.spec?.claimRef?.uid === claim.metadata.uid) this.queue.add(keyOf(volume))
  }

  async #syncVolume(key: string): Promise<void> {
    const volume = this.#registry.find(at(persistentVolumes, key))
    if (volume === undefined) return
    const action = planVolume(volume, this.#claimOf(volume))
    switch (action.do) {
      case 'nothing':
        return
      case 'phase':
        return this.#setPhase(volume, action.phase)
      case 'unbind':
        await this.#registry.modify(
          at(persistentVolumes, volume),
          live => unboundVolume(live, action.keepName),
          this.#context,
        )
        return
      case 'delete':
        await this.#setPhase(volume, 'Released')
        await ignoring(['NotFound'], () =>
          this.#registry.delete(at(persistentVolumes, volume), {}, this.#context),
        )
        return
      case 'fail':
        await this.#setPhase(volume, 'Released')
        await this.#setPhase(volume, 'Failed', action.message)
        return this.#recorder.event(volume, 'Warning', 'VolumeFailedDelete', action.message)
      default:
        action satisfies never
    }
  }

  #claimOf(volume: PersistentVolume): PersistentVolumeClaim | undefined {
    const { namespace = '', name = '', uid } = volume.spec?.claimRef ?? {}
    if (name === '') return undefined
    const claim = this.#registry.find(target(persistentVolumeClaims, namespace, name))
    return claim?.metadata.uid === uid ? claim : undefined
  }

  async #setPhase(volume: PersistentVolume, phase: string, message = ''): Promise<void> {
    await this.#registry.modify(
      at(persistentVolumes, volume),
      live => (live.status?.phase === phase ? live : withPhase(live, phase, message)),
      through(this.#context, 'status'),
    )
  }

  async #syncClaim(key: string): Promise<void> {
    const claim = this.#registry.find(at(persistentVolumeClaims, key))
    if (claim === undefined) return
    const volumes = this.#registry.all(persistentVolumes)
    const className = classNameOf(claim)
    const storageClass =
      className === '' ? undefined : this.#registry.find(target(storageClasses, '', className))
    const defaultClass = defaultOf(this.#registry.all(storageClasses))
    await this.#act(claim, planClaim({ claim, volumes, storageClass, defaultClass }))
  }

  async #act(claim: PersistentVolumeClaim, action: ClaimAction): Promise<void> {
    switch (action.do) {
      case 'bind':
        return this.#bind(claim, action.volume)
      case 'lose':
        if (claim.status?.phase !== 'Lost') this.#tell(claim, action.tell)
        return this.#lose(claim)
      case 'wait':
        return this.#tell(claim, action.tell)
      case 'ask':
        await this.#markProvisioner(claim, action.provisioner)
        return this.#tell(claim, action.tell)
      case 'provision':
        await this.#markProvisioner(claim, SIMULATED)
        return this.#provision(claim, action.storageClass)
      case 'assign':
        await this.#registry.modify(
          at(persistentVolumeClaims, claim),
          live => ({ ...live, spec: { ...live.spec, storageClassName: action.className } }),
          this.#context,
        )
        return
      default:
        action satisfies never
    }
  }

  #tell(claim: PersistentVolumeClaim, told: Told | undefined): void {
    if (told !== undefined) this.#recorder.event(claim, told.type, told.reason, told.message)
  }

  async #bind(claim: PersistentVolumeClaim, volume: PersistentVolume): Promise<void> {
    const ofVolume = at(persistentVolumes, volume)
    const taken = await this.#registry.modify(
      ofVolume,
      live => boundVolume(live, claim),
      this.#context,
    )
    if (taken === undefined || taken.spec?.claimRef?.uid !== claim.metadata.uid) return
    await this.#setPhase(taken, 'Bound')
    const of = at(persistentVolumeClaims, claim)
    const isSame = (live: PersistentVolumeClaim): boolean =>
      live.metadata.uid === claim.metadata.uid
    await this.#registry.modify(
      of,
      live => (isSame(live) ? boundClaim(live, taken) : live),
      this.#context,
    )
    await this.#registry.modify(
      of,
      live => (isSame(live) ? withVolume(live, taken) : live),
      through(this.#context, 'status'),
    )
  }

  async #lose(claim: PersistentVolumeClaim): Promise<void> {
    await this.#registry.modify(
      at(persistentVolumeClaims, claim),
      live => {
        if (live.metadata.annotations?.[BIND_COMPLETED] === undefined) return live
        return live.status?.phase === 'Lost' ? live : { ...live, status: { phase: 'Lost' } }
      },
      through(this.#context, 'status'),
    )
  }

  async #markProvisioner(claim: PersistentVolumeClaim, provisioner: string): Promise<void> {
    const marks = Object.fromEntries(STORAGE_PROVISIONERS.map(name => [name, provisioner]))
    const of = at(persistentVolumeClaims, claim)
    await this.#registry.modify(of, live => annotated(live, marks), this.#context)
  }

  async #provision(claim: PersistentVolumeClaim, storageClass: StorageClass): Promise<void> {
    const draft = simulatedVolume(claim, storageClass)
    const { name = '' } = draft.metadata
    try {
      await this.#registry.create(target(persistentVolumes), draft, this.#context)
    } catch (error) {
      if (isStatus(error, 'AlreadyExists')) return
      throw error
    }
    const text = `Successfully provisioned volume ${name}`
    this.#tell(claim, { type: 'Normal', reason: 'ProvisioningSucceeded', message: text })
  }
}
