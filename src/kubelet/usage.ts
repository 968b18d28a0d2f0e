// What simulated containers use: a part of what they ask for, the same each time one looks.
import { createHash } from 'node:crypto'
import { milliOf, parseQuantity, unitsOf } from '../meta/quantity.ts'
import type { Container, Pod } from '../schema/generated/core-v1.ts'

/** CPU in thousandths, memory in Ki. */
export interface Usage {
  readonly cpuMilli: number
  readonly memoryKi: number
}

/** Of containers that ask for nothing. */
const IDLE: Usage = { cpuMilli: 5, memoryKi: 12 * 1024 }
/** Of the machine itself. */
const SYSTEM: Usage = { cpuMilli: 120, memoryKi: 600 * 1024 }

export function containerUsage(pod: Pod, container: Container): Usage {
  const { cpu, memory } = container.resources?.requests ?? {}
  // Between 40 and 79 hundredths, by name.
  const digest = createHash('sha256').update(`${pod.metadata.uid}/${container.name}`).digest()
  const part = 0.4 + (digest.readUInt16BE(0) % 40) / 100
  return {
    cpuMilli: cpu === undefined ? IDLE.cpuMilli : Math.ceil(milliOf(parseQuantity(cpu)) * part),
    memoryKi:
      memory === undefined
        ? IDLE.memoryKi
        : Math.ceil((unitsOf(parseQuantity(memory)) / 1024) * part),
  }
}

/** The containers of a Pod that run, with what each uses. */
export function usageOfContainers(pod: Pod): { name: string; usage: Usage }[] {
  const running = new Set(
    [...(pod.status?.containerStatuses ?? []), ...(pod.status?.initContainerStatuses ?? [])]
      .filter(status => status.state?.running !== undefined)
      .map(status => status.name),
  )
  return [...(pod.spec?.containers ?? []), ...(pod.spec?.initContainers ?? [])]
    .filter(container => running.has(container.name))
    .map(container => ({ name: container.name, usage: containerUsage(pod, container) }))
}

export function nodeUsage(pods: readonly Pod[]): Usage {
  let { cpuMilli, memoryKi } = SYSTEM
  for (const { usage } of pods.flatMap(usageOfContainers)) {
    cpuMilli += usage.cpuMilli
    memoryKi += usage.memoryKi
  }
  return { cpuMilli, memoryKi }
}
