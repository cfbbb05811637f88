-- Identifiers in a format that is one document for the whole book.

local M = {}

local seen = {}

-- An automatic one that two chapters have is told apart by the chapter's path.
function M.keep_apart(chapter, el)
  chapter.renamed = chapter.renamed or {}
  if seen[el.identifier] and not el.identifier:match("^sec%-") then
    chapter.renamed[el.identifier] = el.identifier .. "-" .. chapter.path:gsub("%W", "-")
    el.identifier = chapter.renamed[el.identifier]
  end
  seen[el.identifier] = true
end

return M
