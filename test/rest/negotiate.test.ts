import assert from 'node:assert/strict'
import { test } from 'node:test'
import { StatusError } from '../../src/meta/status.ts'
import { negotiate, type Offer } from '../../src/rest/negotiate.ts'

const object: Offer = {
  routed: true,
  custom: false,
  transforms: true,
  listable: false,
  stream: false,
}
const custom: Offer = { ...object, routed: false, custom: true }
const watch: Offer = { ...object, listable: true, stream: true }
const review: Offer = { ...object, transforms: false }
const TABLE = 'application/json;as=Table;v=v1;g=meta.k8s.io'
const ROUTER = '406: Not Acceptable'
const HANDLER = 'only the following media types are accepted'

const cases: Record<string, { accept: string; offer?: Offer; want: string }> = {
  'nothing means JSON': { accept: '', want: 'json' },
  'anything means JSON': { accept: '*/*', want: 'json' },
  'the weightiest wins': { accept: 'application/json;q=0.1,application/yaml;q=0.9', want: 'yaml' },
  'the first of the same weight wins': {
    accept: 'application/yaml,application/json',
    want: 'yaml',
  },
  'what is special comes before what is not': { accept: '*/*,application/yaml', want: 'yaml' },
  'protobuf is given': {
    accept: 'application/vnd.kubernetes.protobuf,application/json',
    want: 'protobuf',
  },
  'a Table': { accept: TABLE, want: 'json Table v1' },
  'a Table of the beta': { accept: TABLE.replace('v=v1', 'v=v1beta1'), want: 'json Table v1beta1' },
  'a Table in YAML': { accept: TABLE.replace('json', 'yaml'), want: 'yaml Table v1' },
  'an unknown version is passed over': {
    accept: `${TABLE.replace('v=v1', 'v=v9')},application/json`,
    want: 'json',
  },
  'a Table without its group is none': {
    accept: 'application/json;as=Table;v=v1,application/yaml',
    want: 'yaml',
  },
  metadata: {
    accept: 'application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io',
    want: 'json PartialObjectMetadata v1',
  },
  'the router knows no partial wildcard': { accept: 'application/*', want: ROUTER },
  'the router reads letter by letter': { accept: 'Application/JSON', want: ROUTER },
  'the router refuses other types': { accept: 'text/plain', want: ROUTER },
  'the handler refuses other transforms': {
    accept: 'application/json;as=Nothing;v=v1;g=meta.k8s.io',
    want: HANDLER,
  },
  'a review has no Table': { accept: TABLE, offer: review, want: HANDLER },
  'a custom resource is not behind the router': {
    accept: 'application/*',
    offer: custom,
    want: 'json',
  },
  'a custom resource has no protobuf': {
    accept: 'application/vnd.kubernetes.protobuf',
    offer: custom,
    want: HANDLER,
  },
  'a custom resource has its metadata in protobuf': {
    accept: 'application/vnd.kubernetes.protobuf;as=PartialObjectMetadata;v=v1;g=meta.k8s.io',
    offer: custom,
    want: 'protobuf PartialObjectMetadata v1',
  },
  'a watch is no YAML': { accept: 'application/yaml', offer: watch, want: HANDLER },
  'a watch takes the mark of a stream': {
    accept: 'application/json;stream=watch',
    offer: watch,
    want: 'json',
  },
}

for (const [claim, { accept, offer = object, want }] of Object.entries(cases))
  test(`forms: ${claim}`, () => assert.equal(told(accept, offer).slice(0, want.length), want))

function told(accept: string, offer: Offer): string {
  try {
    const { media, as, asVersion } = negotiate(accept, offer)
    return [media, as, asVersion].filter(part => part !== undefined).join(' ')
  } catch (error) {
    assert.ok(error instanceof StatusError && error.code === 406)
    return error.message
  }
}
