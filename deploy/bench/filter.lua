-- GET /Users?filter=userName eq "...", the first request of every identity provider: for users of
-- fill.sql (NAMES=f), or of the last run of create.lua, which wrk has made one of without sending it.
local token = os.getenv("SCIM_TOKEN")
local count = tonumber(os.getenv("COUNT"))
local names = os.getenv("NAMES")
if not names or names == "" then
  names = "u" .. os.getenv("RUN") .. "-0-"
end

function request()
  local path = wrk.path .. '?filter=userName%20eq%20%22' .. names .. math.random(2, count - 1)
    .. '%40ACME.example%22'
  return wrk.format("GET", path, { ["Authorization"] = "Bearer " .. token })
end

function response(status, headers, body)
  if status ~= 200 or not body:find('"totalResults":1,', 1, true) then
    io.stderr:write("answered " .. status .. " " .. body:sub(1, 200) .. "\n")
  end
end
