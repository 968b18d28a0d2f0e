import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fromJson } from '../../../src/meta/cel/json.ts'
import { policyProgram } from '../../../src/meta/cel/policy.ts'
import { isBroken } from '../../../src/meta/cel/program.ts'
import { scopeOf } from '../../../src/meta/cel/scope.ts'
import { typeNameOf } from '../../../src/meta/cel/type-of.ts'
import { CelError, Opaque } from '../../../src/meta/cel/values.ts'

const scope = scopeOf({
  object: fromJson({ text: 'x', count: 5, half: 0.5, flag: true, list: [1], map: {}, none: null }),
})

/** The value of an expression as text, or what is said of it. */
function outcome(text: string): string {
  const program = policyProgram(text, {})
  if (isBroken(program)) return program.message
  try {
    const value = program.run(scope)
    return typeof value === 'object' && value !== null ? typeNameOf(value) : String(value)
  } catch (error) {
    if (error instanceof CelError) return error.message
    throw error
  }
}

/** Each line: an expression, and what comes of it. */
const GIVEN_WHAT_THEY_DO_NOT_TAKE: readonly (readonly [string, string])[] = [
  ['object.none + 1', 'no such overload: _+_'],
  ['object.map < 1', 'no such overload: _<_'],
  ['object.text - 1', 'no such overload'],
  ['object.count + "a"', 'no such overload'],
  ['1 + object.none', 'no such overload'],
  ['-object.list', 'no such overload: -_'],
  ['size(object.count)', 'no such overload: size'],
  ['1 in object.count', 'no such overload'],
  ['object.count.contains("a")', 'no such overload'],
  ['object.count.find("a")', 'no such overload'],
  ['"a".find(object.count)', 'no such overload: find(string, int)'],
  ['string(object.map)', 'no such overload: string(map)'],
  ['int(object.list)', 'no such overload: int(list)'],
  ['object.count.substring(1, 2)', 'no such overload: substring(int, int, int)'],
  ['quantity("1").add(object.text)', 'no such overload: add(kubernetes.Quantity, string)'],
  ['strings.quote(object.none)', 'no such overload: strings.quote(null_type)'],
  ['object.count.all(x, true)', "got 'types.Int', expected iterable type"],
  ['object.none.map(x, x)', "got 'types.Null', expected iterable type"],
  ['object.count.orValue(1)', '5'],
]

const MEMBERS_OF_WHAT_HAS_NONE: readonly (readonly [string, string])[] = [
  ['object.text.a', 'no such key: a'],
  ['object.none.a', 'no such key: a'],
  ['object.text[0]', 'no such key: 0'],
  ['object.list.a', "unsupported index type 'string' in list"],
  ['object.list[object.half]', 'unsupported index value 0.5 in list'],
  ['object.map[object.none]', 'invalid qualifier type: <nil>'],
  ['has(object.count.a)', 'false'],
  ['has(object.list.a)', "unsupported index type 'string' in list"],
  ['object.count.?a.hasValue()', 'false'],
  ['object.list[?"a"].hasValue()', "unsupported index type 'string' in list"],
]

const MADE_READY: readonly (readonly [string, string])[] = [
  ['int("a") == 1', "type conversion error from 'string' to 'int'"],
  ['int("9223372036854775808") == 1', "type conversion error from 'string' to 'int'"],
  ['true || bool("yes")', "type conversion error from 'string' to 'bool'"],
  ['[uint(-1)].size() == 1', 'unsigned integer overflow'],
  ['string(null) == ""', 'no such overload: string(null_type)'],
  ['"a".find("(") == ""', 'error parsing regexp: missing closing ): `(`'],
].map(([text = '', why]) => [text, `program instantiation failed: ${why}`])

const DETAILS: readonly (readonly [string, string])[] = [
  ['"abc".indexOf("c", 7)', '-1'],
  ['string(-0.0)', '-0'],
  ['optional.unwrap([optional.of(1), optional.none()]).size()', '1'],
  ['[optional.of(1)].unwrapOpt()[0]', '1'],
  ['[1u, 2u].sum() == 3u', 'true'],
  ['[1, 2].exists_one(i, v, v == 2)', 'true'],
  ['"%.1f %.0f %.1f".format([1.25, 2.5, 1.35])', '1.2 2 1.4'],
  ['"%.2e".format([0.00012])', '1.200000×10⁻⁰⁴'],
  ['"%e".format([double("-inf")])', '    -∞'],
  ['quantity("10E").isInteger()', 'false'],
  ['quantity("10E").asInteger()', 'cannot convert value to integer'],
  ['semver("01.2.3")', 'Major number must not contain leading zeroes "01"'],
  ['semver("1.2.3-a..b")', 'Prerelease is empty'],
  ['semver("1.2.3+ä")', 'Invalid character(s) found in build meta data "ä"'],
  ['cidr("10.0.0.0/8").containsIP("x")', 'no such overload'],
]

const ip = (text: string, why: string) =>
  [
    `ip("${text}")`,
    `IP Address "${text}" parse error during conversion from string: ParseAddr("${text}"): ${why}`,
  ] as const
const cidr = (text: string, why: string) =>
  [
    `cidr("${text}")`,
    `network address parse error during conversion from string: network address parse error during conversion from string: netip.ParsePrefix("${text}"): ${why}`,
  ] as const
const url = (text: string, why: string) =>
  [
    `url("${text}")`,
    `URL parse error during conversion from string: parse "${text}": ${why}`,
  ] as const

const ADDRESSES: readonly (readonly [string, string])[] = [
  ip('x', 'unable to parse IP'),
  ip('1.2.3', 'IPv4 address too short'),
  ip('1.2.3.4.5', 'IPv4 address too long'),
  ip('1.2.3.256', 'IPv4 field has value >255'),
  ip('1.02.3.4', 'IPv4 field has octet with leading zero'),
  ip('1..2.3', 'IPv4 field must have at least one digit (at ".2.3")'),
  ip('1.2.3.4a', 'unexpected character (at "a")'),
  ip('1:2', 'address string too short'),
  ip('12345::', 'each group must have 4 or less digits (at "12345::")'),
  ip('::1::', 'multiple :: in address (at ":")'),
  ip('1:2:3:4:5:6:7:8:9', 'trailing garbage after address (at "9")'),
  cidr('1.2.3.4', "no '/'"),
  cidr('1.2.3.4/33', 'prefix length out of range'),
  cidr('1.2.3.4/01', 'bad bits after slash: "01"'),
  cidr('1.2.3/8', 'ParseAddr("1.2.3"): IPv4 address too short'),
  url('a/b', 'invalid URI for request'),
  url(':x', 'missing protocol scheme'),
  url('http://a b/', 'invalid character " " in host name'),
  url('http://a:b/', 'invalid port ":b" after host'),
  url('http://[::1', "missing ']' in host"),
  url('http://a/%zz', 'invalid URL escape "%zz"'),
]

const TABLES = {
  'functions say what they were given when it is not theirs': GIVEN_WHAT_THEY_DO_NOT_TAKE,
  'what has no members is told by its kind': MEMBERS_OF_WHAT_HAS_NONE,
  'conversions of constants fail when an expression is made ready': MADE_READY,
  'functions give what those of the real server give': DETAILS,
  'addresses that are none are told in the words of Go': ADDRESSES,
}
for (const [claim, table] of Object.entries(TABLES))
  test(claim, () => {
    for (const [text, want] of table) assert.equal(outcome(text), want, text)
  })

test('an authorizer is asked about something', () => {
  const program = policyProgram('authorizer.path(" ").check("get").allowed()', { authorizer: true })
  assert.ok(!isBroken(program))
  const path = () => new Opaque('pathCheck', '', {})
  const asked = scopeOf({ authorizer: new Opaque('authorizer', '', { path }) })
  assert.throws(() => program.run(asked), { message: 'path must not be empty' })
})
