-- Reads texts in Markdown, each by itself, and writes them as one list of documents.
local texts = pandoc.json.decode(io.read("a"), false)
local read = {}
for number, text in ipairs(texts) do
  read[number] = pandoc.write(pandoc.read(text, "markdown"), "json")
end
io.write("[" .. table.concat(read, ",") .. "]")
