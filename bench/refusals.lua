-- SPDX-License-Identifier: Apache-2.0
-- What a hostile crowd sends: wrong credentials from 10,000 addresses, each with a hundred client ids in
-- turn; one request in ten comes from one address that makes up a client id each time. The body stands in
-- JETON_BENCH_ADDRESSES, JETON_BENCH_IDS.
local addresses = tonumber(os.getenv("JETON_BENCH_ADDRESSES"))
local ids = tonumber(os.getenv("JETON_BENCH_IDS"))
local turn, run = 0, os.time()
math.randomseed(run)
local statuses = {}
local type_line = { ["Content-Type"] = "application/x-www-form-urlencoded", ["User-Agent"] = "bench \"quoted\"" }

-- Wrong statuses are counted in the thread, and read by done() through the thread.
refused, others = 0, 0
function setup(thread) statuses[#statuses + 1] = thread end

function request()
  turn = turn + 1
  local address, id
  if turn % 10 == 0 then
    address, id = "203.0.113.66", string.format("made-up-%d-%d", run, turn)
  else
    local n = math.random(addresses) - 1
    address = string.format("10.%d.%d.%d", math.floor(n / 65536), math.floor(n / 256) % 256, n % 256)
    id = string.format("wrong-%d-%d", n, math.random(ids))
  end
  type_line["X-Forwarded-For"] = address
  local body = "grant_type=client_credentials&client_id=" .. id .. "&client_secret=none-of-this-house"
  return wrk.format("POST", nil, type_line, body)
end

function response(status)
  if status == 401 or status == 429 then refused = refused + 1 else others = others + 1 end
end

function done(summary, latency)
  local errors, counted, wrong = summary.errors, 0, 0
  for _, thread in ipairs(statuses) do
    counted, wrong = counted + thread:get("refused"), wrong + thread:get("others")
  end
  local failed = errors.connect + errors.read + errors.write + errors.timeout + wrong
  io.write(string.format("RESULT %d %d %d %d %d\n", counted, summary.duration, failed,
    latency:percentile(50), latency:percentile(99)))
end
