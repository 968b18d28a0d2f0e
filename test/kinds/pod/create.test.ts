import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { podRules } from '../../../src/kinds/pod/rules.ts'
import type { Pod } from '../../../src/schema/generated/core-v1.ts'
import { sent, toldOfNew } from '../told.ts'

const TYPE = 'core/v1.Pod'
const C = { name: 'c', image: 'i' }

function made(spec: object, annotations: object = {}): { pod: Pod; told: string[] } {
  const draft = sent(podRules, TYPE, {
    metadata: { annotations },
    spec: { containers: [C], ...spec },
  })
  const told: string[] = []
  const warn = (text: string): void => void told.push(text)
  const context = { nowMs: 0, user: { name: '', groups: [] }, warn }
  const pod = podRules.prepareForCreate?.(draft, context) ?? draft
  return { pod, told: [...told, ...(podRules.warningsOnCreate?.(pod) ?? [])] }
}

const KEY = 'container.apparmor.security.beta.kubernetes.io/c'
const USE = `metadata.annotations[${KEY}]: deprecated since v1.30; use the "appArmorProfile" field instead`
const ofPod = (type: string) => ({ securityContext: { appArmorProfile: { type } } })

const profiles: Record<string, { text: string; spec?: object; profile?: object; told: string[] }> =
  {
    'becomes a field': {
      text: 'localhost/x',
      profile: { type: 'Localhost', localhostProfile: 'x' },
      told: [USE],
    },
    'is not needed where the Pod says the same': {
      text: 'runtime/default',
      spec: ofPod('RuntimeDefault'),
      told: [],
    },
    'rules where the Pod says another thing': {
      text: 'runtime/default',
      spec: ofPod('Unconfined'),
      profile: { type: 'RuntimeDefault' },
      told: [USE],
    },
    'that is none is told of': { text: 'odd', told: [USE] },
    'means nothing on Windows': { text: 'odd', spec: { os: { name: 'windows' } }, told: [] },
  }

describe('an annotation for AppArmor', () => {
  for (const [name, { text, spec = {}, profile, told }] of Object.entries(profiles))
    test(name, () => {
      const { pod, told: warned } = made(spec, { [KEY]: text })
      assert.deepEqual(pod.spec?.containers?.[0]?.securityContext?.appArmorProfile, profile)
      assert.deepEqual(warned, told)
    })
})

describe('what is behind gates that are off', () => {
  const sources = [{ clusterTrustBundle: { name: 'b', path: 'p' } }, { podCertificate: {} }]
  const { pod } = made({
    schedulingGroup: { podGroupName: 'g' },
    volumes: [{ name: 'v', projected: { sources } }],
  })
  test('leaves sources of nothing', () =>
    assert.deepEqual(pod.spec?.volumes?.[0]?.projected?.sources, [{}, {}]))
  test('is dropped', () => assert.equal(pod.spec?.schedulingGroup, undefined))
})

test('huge pages of containers limit a Pod that is limited as a whole', () => {
  const resources = { limits: { 'hugepages-2Mi': '4Mi', memory: '1Gi' } }
  const { pod } = made({ resources: { requests: { cpu: '1' } }, containers: [{ ...C, resources }] })
  assert.deepEqual(pod.spec?.resources, {
    limits: { 'hugepages-2Mi': '4Mi' },
    requests: { cpu: '1', memory: '1Gi', 'hugepages-2Mi': '4Mi' },
  })
})

const refused: Record<string, { spec: object; told: string[] }> = {
  'a name in place of all others is a short one': {
    spec: { hostnameOverride: `${'a'.repeat(65)}`, setHostnameAsFQDN: true },
    told: [
      'spec.hostnameOverride: Too long: may not be more than 64 bytes',
      'spec.hostnameOverride: Forbidden: may not be specified when `setHostnameAsFQDN` is true',
    ],
  },
  'claims at the level of the Pod, even none': {
    spec: { resources: { claims: [] } },
    told: ['spec.resources.claims: Forbidden: claims cannot be set for Resources at pod-level'],
  },
}

describe('a new Pod', () => {
  for (const [name, { spec, told }] of Object.entries(refused))
    test(name, () =>
      assert.deepEqual(
        toldOfNew(podRules, TYPE, { spec: { containers: [C], serviceAccountName: 'd', ...spec } }),
        told,
      ),
    )
})

describe('the cost of deleting a Pod', () => {
  const costs: Record<string, boolean> = {
    '0': true,
    '-01': true,
    '-2147483648': true,
    '2147483647': true,
    '2147483648': false,
    '+1': false,
    '01': false,
    '1.5': false,
    '': false,
  }
  for (const [cost, fits] of Object.entries(costs))
    test(`${fits ? 'may' : 'may not'} be ${JSON.stringify(cost)}`, () => {
      const annotations = { 'controller.kubernetes.io/pod-deletion-cost': cost }
      const spec = { containers: [C], serviceAccountName: 'd' }
      const text = `metadata.annotations[controller.kubernetes.io/pod-deletion-cost]: Invalid value: "${cost}": must be a 32bit integer`
      assert.deepEqual(
        toldOfNew(podRules, TYPE, { metadata: { annotations }, spec }),
        fits ? [] : [text],
      )
    })
})
