import type { Registry } from '../registry/registry.ts'
import type { Pod } from '../schema/generated/core-v1.ts'
import { SecondaryIndex } from '../store/secondary-index.ts'

/** Pods by the node that they are bound to. */
export const podsByNode = (registry: Registry): SecondaryIndex =>
  new SecondaryIndex(registry.store, 'pods', object => {
    const nodeName = (object as Pod).spec?.nodeName ?? ''
    return nodeName === '' ? [] : [nodeName]
  })
