-- SPDX-License-Identifier: Apache-2.0
-- What wrk sends: the token request, its form read from the file that JETON_BENCH_FORM names; of
-- several lines one after the other.
local requests, turn = {}, 0
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/x-www-form-urlencoded"

function init()
  for line in assert(io.lines(os.getenv("JETON_BENCH_FORM"))) do
    requests[#requests + 1] = wrk.format(nil, nil, nil, line)
  end
end

function request()
  turn = turn % #requests + 1
  return requests[turn]
end

function done(summary, latency)
  local errors = summary.errors
  -- Refusals are what some loads are about: then every answer must have the status that is expected.
  local status = os.getenv("JETON_BENCH_REFUSED") and summary.requests - errors.status or errors.status
  local failed = errors.connect + errors.read + errors.write + status + errors.timeout
  io.write(string.format("RESULT %d %d %d %d %d\n", summary.requests, summary.duration, failed,
    latency:percentile(50), latency:percentile(99)))
end
