import assert from 'node:assert/strict'
import { test } from 'node:test'
import { bodyOf, data, owners, play, pod, type Step } from './applying.ts'

const a = { 'f:data': { 'f:a': {} } }
const b = { 'f:data': { 'f:b': {} } }

const cases: Record<string, { steps: Step[]; body: object; owners?: object }> = {
  'an applier owns what it names, not the maps around it': {
    steps: [['one+', data({ a: '1' })]],
    body: { data: { a: '1' } },
    owners: { 'one+': a },
  },
  'what an applier leaves out goes': {
    steps: [
      ['one+', data({ a: '1', b: '1' })],
      ['one+', data({ b: '1' })],
    ],
    body: { data: { b: '1' } },
    owners: { 'one+': b },
  },
  'the map goes with its last member': {
    steps: [
      ['one+', data({ a: '1' })],
      ['one+', { kind: 'ConfigMap' }],
    ],
    body: {},
    owners: {},
  },
  'an empty map is owned and stays': {
    steps: [['one+', data({})]],
    body: { data: {} },
    owners: { 'one+': { 'f:data': {} } },
  },
  'a shared field stays until its last owner leaves it out': {
    steps: [
      ['one+', data({ a: '1' })],
      ['two+', data({ a: '1' })],
      ['one+', data({})],
    ],
    body: { data: { a: '1' } },
    owners: { 'two+': a, 'one+': { 'f:data': {} } },
  },
  'what an updater made stays when an applier lets it go': {
    steps: [
      ['one+', data({ a: '1' })],
      ['two=', data({ a: '2' })],
      ['one!', data({ a: '2' })],
      ['one+', data({})],
    ],
    body: { data: { a: '2' } },
  },
  'force takes the field and leaves what else is owned': {
    steps: [
      ['one+', data({ a: '1', b: '1' })],
      ['two!', data({ a: '2' })],
    ],
    body: { data: { a: '2', b: '1' } },
    owners: { 'one+': b, 'two+': a },
  },
  'who loses everything has no entry': {
    steps: [
      ['one+', data({ a: '1' })],
      ['two!', data({ a: '2' })],
    ],
    body: { data: { a: '2' } },
    owners: { 'two+': a },
  },
  'applier and updater of one name are two managers': {
    steps: [
      ['one+', data({ a: '1' })],
      ['one=', data({ a: '1', b: '1' })],
    ],
    body: { data: { a: '1', b: '1' } },
    owners: { 'one+': a, 'one=': b },
  },
  'appliers own an element each': {
    steps: [
      ['one+', pod({ containers: [{ name: 'a', image: 'i' }] })],
      ['two+', pod({ containers: [{ name: 'b', image: 'i' }] })],
      ['one+', pod({})],
    ],
    body: { template: { spec: { containers: [{ name: 'b', image: 'i' }] } } },
  },
  'a default of a key counts': {
    steps: [
      ['one+', pod({ containers: [{ name: 'a', ports: [{ containerPort: 80 }] }] })],
      [
        'two+',
        pod({ containers: [{ name: 'a', ports: [{ containerPort: 80, protocol: 'TCP' }] }] }),
      ],
      [
        'two+',
        pod({ containers: [{ name: 'a', ports: [{ containerPort: 80, protocol: 'UDP' }] }] }),
      ],
    ],
    body: {
      template: {
        spec: {
          containers: [
            { name: 'a', ports: [{ containerPort: 80 }, { containerPort: 80, protocol: 'UDP' }] },
          ],
        },
      },
    },
  },
  'a member of a union switches when its one owner leaves the other out': {
    steps: [
      ['one+', pod({ volumes: [{ name: 'v', emptyDir: {} }] })],
      ['one+', pod({ volumes: [{ name: 'v', hostPath: { path: '/' } }] })],
    ],
    body: { template: { spec: { volumes: [{ name: 'v', hostPath: { path: '/' } }] } } },
  },
  'elements of the object keep their place around those applied': {
    steps: [
      ['one+', pod({ containers: ['x', 'b', 'y'].map(name => ({ name })) })],
      ['two+', pod({ containers: ['b', 'n'].map(name => ({ name })) })],
    ],
    body: { template: { spec: { containers: ['x', 'b', 'y', 'n'].map(name => ({ name })) } } },
  },
  'the configuration orders what it names': {
    steps: [
      ['one+', pod({ containers: ['a', 'b', 'c'].map(name => ({ name })) })],
      ['two+', pod({ containers: ['c', 'a'].map(name => ({ name })) })],
    ],
    body: { template: { spec: { containers: ['b', 'c', 'a'].map(name => ({ name })) } } },
  },
}

for (const [name, { steps, body, owners: want }] of Object.entries(cases))
  test(`apply: ${name}`, () => {
    const live = play(steps)
    assert.deepEqual(bodyOf(live), body)
    if (want !== undefined) assert.deepEqual(owners(live), want)
  })
