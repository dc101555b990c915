internal import NIOCore
internal import NIOHTTP1

/// Answers one request of a connection, and closes it.
final class CallbackHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private struct Answer {
        var status: HTTPResponseStatus
        var text: String
        var type = "text/plain; charset=utf-8"
        var location: String?
        var isPage = false

        static let unknown = Answer(status: .notFound, text: "there is nothing here\n")
        static let wrong = Answer(status: .badRequest, text: "this is not the sign-in that is waited for\n")
    }

    private let desk: CallbackDesk
    private var head: HTTPRequestHead?
    private var body = ByteBuffer()
    private var isAnswered = false

    init(_ desk: CallbackDesk) { self.desk = desk }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head): if self.head == nil { self.head = head }
        case .body(var part): body.writeBuffer(&part)
        case .end: if let head, !isAnswered { answer(head, context) }
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    private func answer(_ head: HTTPRequestHead, _ context: ChannelHandlerContext) {
        isAnswered = true
        guard desk.isAddressed(by: head.headers["host"]) else { return write(.wrong, context) }
        switch (head.method, head.uri) {
        // In the body, since browsers keep addresses: Chromium's history has even those that it was sent on from.
        case (.POST, "/"):
            guard let form = CallbackForm(String(buffer: body)) else { return write(.wrong, context) }
            // The browser may be back before anyone waits for it.
            let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
            desk.ready.hop(to: context.eventLoop).whenComplete { _ in
                let (handler, context) = bound.value
                guard context.channel.isActive else { return }
                let isTaken = handler.desk.take(form)
                handler.write(
                    isTaken ? Answer(status: .seeOther, text: "", location: CallbackPage.path) : .wrong, context)
            }
        case (.GET, CallbackPage.path):
            guard let page = desk.page else { return write(.unknown, context) }
            write(Answer(status: .ok, text: page.html, type: "text/html; charset=utf-8", isPage: true), context)
        default: write(.unknown, context)
        }
    }

    private func write(_ answer: Answer, _ context: ChannelHandlerContext) {
        let body = ByteBuffer(string: answer.text)
        var headers: HTTPHeaders = [
            "Content-Type": answer.type, "Content-Length": "\(body.readableBytes)", "Connection": "close",
            "Cache-Control": "no-store", "Referrer-Policy": "no-referrer", "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": CallbackPage.contentPolicy,
        ]
        if let location = answer.location { headers.add(name: "Location", value: location) }
        let head = HTTPResponseHead(version: .http1_1, status: answer.status, headers: headers)
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        context.write(wrapOutboundOut(.body(.byteBuffer(body))), promise: nil)
        let sent = context.eventLoop.makePromise(of: Void.self)
        let bound = NIOLoopBound((desk, context), eventLoop: context.eventLoop)
        sent.futureResult.whenComplete { _ in
            let (desk, context) = bound.value
            if answer.isPage { desk.pageIsShown() }
            context.close(promise: nil)
        }
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: sent)
    }
}
