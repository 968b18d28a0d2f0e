import type { Loop } from '../../loop/loop.ts'
import { WorkQueue } from '../../loop/queue.ts'
import type { Timers } from '../../loop/timers.ts'
import { controllerContext } from '../../registry/context.ts'
import type { Registry } from '../../registry/registry.ts'
import type { PersistentVolume, PersistentVolumeClaim } from '../../schema/generated/core-v1.ts'
import { addFinalizer, isReleasable, needsFinalizer, removeFinalizer } from '../finalizers.ts'
import { Follower } from '../follow.ts'
import { at, keyOf } from '../keys.ts'
import { persistentVolumeClaims, persistentVolumes, volumeAttributesClasses } from '../rows.ts'

const FINALIZER = 'kubernetes.io/vac-protection'

/** Keeps a class of volume attributes as long as a claim or a volume names it. */
export class AttributesClassProtection implements Loop {
  readonly name = 'volumeattributesclass-protection'
  readonly queue: WorkQueue
  readonly #registry: Registry
  readonly #context = controllerContext('volumeattributesclass-protection-controller')
  readonly #follower: Follower

  constructor({ registry, timers }: { registry: Registry; timers: Timers }) {
    this.queue = new WorkQueue(this.name, timers)
    this.#registry = registry
    this.#follower = new Follower(registry)
  }

  start(): void {
    this.#follower.onAll(volumeAttributesClasses, next => {
      if (next !== undefined) this.queue.add(keyOf(next))
    })
    this.#follower.on(persistentVolumeClaims, (_, previous) => this.#note(classesOfClaim(previous)))
    this.#follower.on(persistentVolumes, (_, previous) => this.#note(classesOfVolume(previous)))
  }

  stop(): void {
    this.#follower.stop()
  }

  async reconcile(key: string): Promise<void> {
    const of = at(volumeAttributesClasses, key)
    const found = this.#registry.find(of)
    if (found === undefined) return
    if (needsFinalizer(found, FINALIZER))
      await this.#registry.modify(of, live => addFinalizer(live, FINALIZER), this.#context)
    else if (isReleasable(found, FINALIZER) && !this.#isUsed(key))
      await this.#registry.modify(of, live => removeFinalizer(live, FINALIZER), this.#context)
  }

  #isUsed(name: string): boolean {
    return (
      this.#registry.all(persistentVolumes).some(each => classesOfVolume(each).includes(name)) ||
      this.#registry.all(persistentVolumeClaims).some(each => classesOfClaim(each).includes(name))
    )
  }

  /** Something stopped naming these, perhaps. */
  #note(names: readonly string[]): void {
    for (const name of names) this.queue.add(name)
  }
}

const named = (...names: readonly (string | undefined)[]): string[] =>
  names.filter(name => name !== undefined && name !== '') as string[]

const classesOfVolume = (volume: PersistentVolume | undefined): string[] =>
  named(volume?.spec?.volumeAttributesClassName)

const classesOfClaim = (claim: PersistentVolumeClaim | undefined): string[] =>
  named(
    claim?.spec?.volumeAttributesClassName,
    claim?.status?.currentVolumeAttributesClassName,
    claim?.status?.modifyVolumeStatus?.targetVolumeAttributesClassName,
  )
