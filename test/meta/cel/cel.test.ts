import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fromJson, toJson } from '../../../src/meta/cel/json.ts'
import { policyProgram } from '../../../src/meta/cel/policy.ts'
import { isBroken } from '../../../src/meta/cel/program.ts'
import { scopeOf } from '../../../src/meta/cel/scope.ts'

const scope = scopeOf({
  object: fromJson({ name: 'a', count: 3, list: [1, 2], none: null }),
})

function run(text: string): unknown {
  const program = policyProgram(text, { patches: true })
  if (isBroken(program)) throw new Error(program.error)
  return program.run(scope)
}

const VALUES: Record<string, unknown> = {
  'object.count + 1': 4,
  'object.list[1] * 2': 4,
  'object.count == 3.0': true,
  'has(object.missing)': false,
  'object.?missing.orValue("d")': 'd',
  '[1, 2, 3].all(i, v, v == i + 1)': true,
  '{"a": 1}.transformMap(k, v, v + 1)': { a: 2 },
  '[3, 1].sort()': [1, 3],
  '"a-b".split("-").join("+")': 'a+b',
  'quantity("1Gi").isGreaterThan(quantity("1M"))': true,
  'cidr("10.0.0.0/8").containsIP("10.1.2.3")': true,
  'string(duration("90m"))': '5400s',
  'object.missing == 1 || true': true,
  'duration("1h2m3s4ms").getMilliseconds()': 3_723_004,
  'string(timestamp("2011-08-18T19:03:37.010+01:00"))': '2011-08-18T19:03:37.01+01:00',
  'timestamp("2011-08-18T19:03:37+01:00").getHours()': 18,
  'url("https://a.example/with space/").getEscapedPath()': '/with%20space/',
  'isURL("https://a:b:c/")': false,
  '[3, 1, 2].sortBy(x, -x)': [3, 2, 1],
  'semver("v1.2", true).isLessThan(semver("1.10.0"))': true,
  'Object.spec{replicas: object.count}': { replicas: 3 },
  '"%s is %d".format([object.name, 5])': 'a is 5',
  '"%.2f %s".format([1234567.891, 1234567.0])': '1,234,567.89 1.234567e+06',
  '"%.2f".format([1e22])': '10,000,000,000,000,000,000,000.00',
  '"%.101f".format([0.5])': `0.5${'0'.repeat(100)}`,
  '"añ😀".replace("", "-")': '-a-ñ-😀-',
  '"aaa".replace("a", "b", 2)': 'bba',
  '"ab".replace("", "-", 1)': '-ab',
  'double("NaN") == double("NaN")': false,
  '{"a": 1, "b": 2} == {"b": 2, "a": 1}': true,
  '{1: "a"}[dyn(1.0)] == "a"': true,
  '{"a": 1, "a": 2}': { a: 2 },
  '["a", "b"].transformMapEntry(i, v, {v: i})': { a: 0, b: 1 },
  '"%s".format([[1.5, duration("1m")]])': '[1.500000, duration("60s")]',
}
for (const [text, value] of Object.entries(VALUES))
  test(`${text} is computed`, () => assert.deepEqual(toJson(run(text)), value))

const FAILURES: Record<string, string> = {
  'object.missing': 'no such key: missing',
  'object.list[9]': 'index out of bounds: 9',
  '1 / (object.count - 3)': 'division by zero',
  'int(object.name)': "type conversion error from 'string' to 'int'",
  'object.count > "x"': 'no such overload',
  'double("NaN") < 1.0': 'NaN values cannot be ordered',
  '["a", "a"].transformMapEntry(i, v, {v: i})': 'insert failed: key a already exists',
  'duration("9999999999" + "h")':
    "type conversion error from 'string' to 'google.protobuf.Duration'",
  'object.list.flatten(-1)': 'level must be non-negative',
  '"%d".format([dyn(1.5)])':
    'error during formatting: decimal clause can only be used on integers, was given double',
}
for (const [text, message] of Object.entries(FAILURES))
  test(`${text} fails with the server's words`, () => assert.throws(() => run(text), { message }))

const MISTAKES: Record<string, string> = {
  'self.x': "ERROR: <input>:1:1: undeclared reference to 'self' (in container '')",
  'object.f()': "ERROR: <input>:1:9: undeclared reference to 'f' (in container '')",
  '1 + "a"': "ERROR: <input>:1:3: found no matching overload for '_+_' applied to '(int, string)'",
  '[1, "a"]': "ERROR: <input>:1:5: expected type 'int' but found 'string'",
}
for (const [text, complaint] of Object.entries(MISTAKES))
  test(`${text} does not compile`, () =>
    assert.throws(
      () => run(text),
      (error: Error) => error.message.split('\n')[0] === complaint,
    ))
