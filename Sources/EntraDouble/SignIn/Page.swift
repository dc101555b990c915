internal import HTTPTypes
internal import Hummingbird
internal import NIOCore

/// A plain page of HTML, which needs no JavaScript; whatever came from outside is escaped.
struct Page: Sendable {
    /// What the window is called.
    let title: String
    /// The body.
    private(set) var body = ""

    /// Begins a page with a heading.
    init(_ title: String) {
        self.title = title
        body = "<h1>\(title.escaped)</h1>\n"
    }

    /// Adds a line of text.
    mutating func add(_ text: String, id: String, class name: String? = nil) {
        body += "<p id=\"\(id)\"\(name.map { " class=\"\($0)\"" } ?? "")>\(text.escaped)</p>\n"
    }

    /// Adds a list.
    mutating func add(list: [String], id: String) {
        body += "<ul id=\"\(id)\">\(list.map { "<li>\($0.escaped)</li>" }.joined())</ul>\n"
    }

    /// Adds a refusal.
    mutating func add(_ refusal: EntraError) {
        let code = refusal.codes.map { "AADSTS\($0)" }.joined(separator: " ")
        body += "<p id=\"error\" role=\"alert\"><span id=\"error-code\">\(code)</span>: "
        body += "<span id=\"error-text\">\(refusal.message.escaped)</span></p>\n"
    }

    /// Adds a form that is sent to the page's own address.
    mutating func add(_ form: PageForm) {
        let action = form.action.map { " action=\"\($0.escaped)\"" } ?? ""
        body += "<form id=\"\(form.id)\" method=\"post\"\(action)>\n"
        for (name, value) in form.hidden {
            body += "<input type=\"hidden\" name=\"\(name.escaped)\" value=\"\(value.escaped)\">\n"
        }
        for field in form.fields {
            body += "<label for=\"\(field.name)\">\(field.label.escaped)</label>\n"
            body += "<input id=\"\(field.name)\" name=\"\(field.name)\" type=\"\(field.type)\" "
            body += "value=\"\(field.value.escaped)\" autocomplete=\"off\">\n"
        }
        for button in form.buttons {
            body += "<button id=\"\(button.action)\" name=\"action\" value=\"\(button.action)\">"
            body += "\(button.label.escaped)</button>\n"
        }
        body += "</form>\n"
    }

    /// Sends the form with this ID at once, where the browser runs scripts.
    mutating func submit(_ form: String) {
        body += "<script>document.getElementById(\"\(form)\").submit()</script>\n"
    }

    /// The reply, which nothing keeps and no other page may frame.
    func response(_ status: HTTPResponse.Status = .ok) -> Response {
        let html = """
            <!DOCTYPE html>
            <html lang="en">
            <head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
            <title>\(title.escaped)</title>
            <style>
            body { font: 16px/1.5 sans-serif; max-width: 28rem; margin: 4rem auto; padding: 0 1rem }
            input, button { font: inherit; padding: .4rem .6rem; margin: .2rem 0 1rem }
            input { width: 100%; box-sizing: border-box }
            label { display: block } #error { color: #a80000 }
            </style></head>
            <body>
            \(body)</body>
            </html>

            """
        var headers: HTTPFields = [.contentType: "text/html; charset=utf-8", .cacheControl: "no-store, no-cache"]
        headers[named: "X-Frame-Options"] = "DENY"
        headers[named: "Referrer-Policy"] = "no-referrer"
        return Response(status: status, headers: headers, body: .init(byteBuffer: ByteBuffer(string: html)))
    }
}

/// A form on a page.
struct PageForm: Sendable {
    /// A line to fill in.
    struct Field: Sendable {
        let name: String
        let label: String
        var type = "text"
        var value = ""
    }

    /// A button, which sends its action along.
    struct Button: Sendable {
        let action: String
        let label: String
    }

    let id: String
    /// Where it is sent; nil means to the page's own address, query and all.
    var action: String?
    var hidden: [(String, String)] = []
    var fields: [Field] = []
    var buttons: [Button] = []
}

extension String {
    /// The text as HTML shows it.
    fileprivate var escaped: String {
        reduce(into: "") { result, character in
            switch character {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "'": result += "&#39;"
            default: result.append(character)
            }
        }
    }
}
