// Approves what kubelets ask for, signs what was approved, and clears away what was asked for long ago. How to sign
// and whom to trust is handed in; keys are never seen here.
import type { Loop } from '../../loop/loop.ts'
import { WorkQueue } from '../../loop/queue.ts'
import type { Timers } from '../../loop/timers.ts'
import { formatTime } from '../../meta/time.ts'
import { controllerContext, through } from '../../registry/context.ts'
import type { Registry } from '../../registry/registry.ts'
import type {
  CertificateSigningRequest,
  CertificateSigningRequestSpec,
} from '../../schema/generated/certificates-v1.ts'
import { ignoring } from '../claim.ts'
import { Follower } from '../follow.ts'
import { at, keyOf } from '../keys.ts'
import { certificateSigningRequests } from '../rows.ts'
import { clearedAtMs } from './cleanup.ts'

/** A certificate in PEM, or why there is none; undefined: others sign this, if anybody does. */
export type Issue = (
  spec: CertificateSigningRequestSpec,
  nowMs: number,
) => { readonly certificate: string } | { readonly refused: string } | undefined

/** What a request is approved with without anybody's doing; undefined: somebody has to decide. */
export type Approve = (spec: CertificateSigningRequestSpec) => string | undefined

export interface CertificatesOptions {
  readonly registry: Registry
  readonly timers: Timers
  readonly issue: Issue
  readonly approve: Approve
}

/** Gives approved requests of the signers of Kubernetes their certificates. */
export class Certificates implements Loop {
  readonly name = 'certificates'
  readonly queue: WorkQueue
  readonly #options: CertificatesOptions
  readonly #signer = through(controllerContext('certificate-controller'), 'status')
  readonly #approver = through(controllerContext('certificate-controller'), 'approval')
  readonly #cleaner = controllerContext('certificate-controller')
  readonly #follower: Follower

  constructor(options: CertificatesOptions) {
    this.queue = new WorkQueue(this.name, options.timers)
    this.#options = options
    this.#follower = new Follower(options.registry)
  }

  start(): void {
    this.#follower.onAll(certificateSigningRequests, (next, previous) => {
      if (next !== undefined) this.queue.add(keyOf(next))
      else if (previous !== undefined) this.#options.timers.cancel(this.name, keyOf(previous))
    })
  }

  stop(): void {
    this.#follower.stop()
  }

  async reconcile(key: string): Promise<void> {
    const { registry, timers } = this.#options
    const of = at(certificateSigningRequests, key)
    const found = registry.find(of)
    if (found === undefined) return
    const nowMs = registry.clock.nowMs()
    const dueMs = clearedAtMs(found)
    if (dueMs !== undefined && dueMs <= nowMs) {
      await ignoring(['NotFound'], () => registry.delete(of, {}, this.#cleaner))
      return
    }
    if (dueMs !== undefined) timers.replace(this.name, key, dueMs)
    if (isUndecided(found)) await registry.modify(of, live => this.#approved(live), this.#approver)
    if (isToSign(found)) await registry.modify(of, live => this.#signed(live), this.#signer)
  }

  #approved(live: CertificateSigningRequest): CertificateSigningRequest {
    const message =
      isUndecided(live) && live.spec !== undefined ? this.#options.approve(live.spec) : undefined
    if (message === undefined) return live
    const approved = { type: 'Approved', status: 'True', reason: 'AutoApproved', message }
    const conditions = [...(live.status?.conditions ?? []), approved]
    return { ...live, status: { ...live.status, conditions } }
  }

  #signed(live: CertificateSigningRequest): CertificateSigningRequest {
    const { registry, issue } = this.#options
    const nowMs = registry.clock.nowMs()
    const issued = isToSign(live) && live.spec !== undefined ? issue(live.spec, nowMs) : undefined
    if (issued === undefined) return live
    if ('certificate' in issued) {
      const certificate = Buffer.from(issued.certificate).toString('base64')
      return { ...live, status: { ...live.status, certificate } }
    }
    const failed = {
      type: 'Failed',
      status: 'True',
      reason: 'SignerValidationFailure',
      message: issued.refused,
      lastUpdateTime: formatTime(nowMs),
    }
    const conditions = [...(live.status?.conditions ?? []), failed]
    return { ...live, status: { ...live.status, conditions } }
  }
}

/** Approved, neither denied nor failed, and without a certificate. */
function isToSign({ status }: CertificateSigningRequest): boolean {
  if (status?.certificate) return false
  const types = (status?.conditions ?? []).map(({ type }) => type)
  return types.includes('Approved') && !types.includes('Denied') && !types.includes('Failed')
}

const isUndecided = ({ status }: CertificateSigningRequest): boolean =>
  !status?.certificate &&
  !(status?.conditions ?? []).some(({ type }) => type === 'Approved' || type === 'Denied')
