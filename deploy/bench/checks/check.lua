-- Checks of the accounts in a file of "id token" lines. KIND: facts states the session, token shows its token, batch asks
-- 50 times in one request, cerbos states the account too.
local headers = { ["Content-Type"] = "application/json", ["Authorization"] = "Bearer " .. os.getenv("TOKEN") }
local at = os.date("!%Y-%m-%dT%H:%M:%SZ")
local bodies = {}

local function resource(n)
  return '"resource":{"type":"model","id":"acme/bert-' .. n .. '","properties":{"owner":"acme","visibility":"private"}}'
end

local function evaluations()
  local items = {}
  for n = 1, 50 do items[n] = "{" .. resource(n) .. "}" end
  return '"evaluations":[' .. table.concat(items, ",") .. "]"
end

local kind = os.getenv("KIND")
for line in io.lines(os.getenv("ACCOUNTS_FILE")) do
  local id, token = line:match("(%S+) (%S+)")
  local session = kind == "token" and '{"token":"' .. token .. '"}'
    or '{"id":"ses_' .. #bodies .. '","organization":"acme","authenticated_at":"' .. at .. '"}'
  local properties = kind == "cerbos"
    and ',"properties":{"organization":"acme","role":"write","status":"active","session":' .. session .. "}" or ""
  bodies[#bodies + 1] = '{"subject":{"type":"user","id":"' .. id .. '"' .. properties .. '},"action":{"name":"repository.read"},'
    .. (kind == "batch" and evaluations() or resource(1)) .. ',"context":{"session":' .. session .. '}}'
end

local path = "/access/v1/evaluation" .. (kind == "batch" and "s" or "")
local next = 0
request = function()
  next = next % #bodies + 1
  return wrk.format("POST", path, headers, bodies[next])
end

done = function(summary, latency)
  io.write(string.format("%.0f %.2f %.2f %d\n", summary.requests / summary.duration * 1e6,
    latency:percentile(50) / 1000, latency:percentile(99) / 1000,
    summary.errors.status + summary.errors.timeout + summary.errors.read))
end
