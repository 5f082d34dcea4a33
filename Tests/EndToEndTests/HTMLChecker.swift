/// A program that tells whether a page is well-formed: every element closed, each id once, links to ids alone.
enum HTMLChecker {
  /// By Python's own parser of HTML: `ok`, or what is wrong.
  static let script = """
    import sys
    from html.parser import HTMLParser
    void = {"meta", "br", "link", "img", "hr", "input", "wbr"}
    class P(HTMLParser):
        def __init__(self):
            super().__init__(); self.open = []; self.ids = []; self.links = []; self.bad = []
        def handle_starttag(self, tag, attrs):
            for name, value in attrs:
                if name == "id": self.ids.append(value)
                if name == "href": self.links.append(value)
            if tag not in void: self.open.append(tag)
        def handle_startendtag(self, tag, attrs): pass
        def handle_endtag(self, tag):
            if not self.open or self.open.pop() != tag: self.bad.append((tag, self.getpos()))
    p = P(); p.feed(open(sys.argv[1], encoding="utf-8").read())
    problems = p.bad + p.open
    problems += [i for i in p.ids if p.ids.count(i) > 1]
    problems += [l for l in p.links if not l.startswith("#") or l[1:] not in p.ids]
    print(problems if problems else "ok")

    """
}
