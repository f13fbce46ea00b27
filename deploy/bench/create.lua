-- POST /Users, each with a name of its own: what an identity provider's first synchronisation is made of.
local token = os.getenv("SCIM_TOKEN")
local run = os.getenv("RUN") or tostring(os.time())
local threads = 0

function setup(thread)
  thread:set("id", threads)
  threads = threads + 1
end

local count = 0

function request()
  count = count + 1
  local name = string.format("u%s-%d-%d", run, id, count)
  local body = string.format(
    '{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User",'
      .. '"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"],'
      .. '"externalId":"%s","userName":"%s@acme.example","active":true,"displayName":"Jane Doe",'
      .. '"emails":[{"primary":true,"type":"work","value":"%s@acme.example"}],'
      .. '"name":{"givenName":"Jane","familyName":"Doe"},"roles":[],'
      .. '"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":{"department":"R&D"}}',
    name, name, name)
  return wrk.format("POST", nil, {
    ["Authorization"] = "Bearer " .. token, ["Content-Type"] = "application/scim+json" }, body)
end

function response(status)
  if status ~= 201 then
    io.stderr:write("answered " .. status .. "\n")
  end
end
