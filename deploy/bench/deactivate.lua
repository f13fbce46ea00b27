-- PATCH /Users/{id} as Entra ID deactivates, for users of fill.sql, each once: a round begins where none
-- of the rounds before can have come to.
local token = os.getenv("SCIM_TOKEN")
local users = tonumber(os.getenv("USERS"))
local round = tonumber(os.getenv("ROUND") or "1")
local count = 0

function request()
  count = count + 1
  local path = string.format("%s/mgd_%026d", wrk.path, ((round * 100000 + count) * 7919) % users)
  local body = '{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":['
    .. '{"op":"Replace","path":"active","value":"False"}]}'
  return wrk.format("PATCH", path, {
    ["Authorization"] = "Bearer " .. token, ["Content-Type"] = "application/scim+json" }, body)
end

function response(status, headers, body)
  if status ~= 200 or headers["ETag"] == 'W/"1"' then
    io.stderr:write("answered " .. status .. " " .. body:sub(1, 200) .. "\n")
  end
end
