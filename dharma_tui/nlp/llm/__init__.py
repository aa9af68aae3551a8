"""Language models, where some are configured: they explain, and say how a request may be meant. They never act.

Nothing here is imported, and nothing asked, before ``llm.endpoints`` names one and the chat wants it::

    from dharma_tui.nlp.llm.opening import LanguageModels

    models = LanguageModels(services, environment)          # at once: imports nothing
    if models.available:                                    # where llm.endpoints names some, and llm.offline is false
        conversation = await models.conversation()          # one for each session of the chat: placeholders stay the same in it

        preview = conversation.preview_explain(question, answer)      # preview.body is what would be sent, to the letter
        async with conversation.explain(question, answer) as reply:   # nothing is sent before it is iterated
            async for piece in reply:                                 # text with real names; raises LlmError (message, hint)
                ...
        reply.result                                        # Result: text, endpoint, finish, tokens, cost, seconds

        filled = await conversation.fill_gap(text, recogniser.reader, turns)
        filled.frame       # a frame that only reads, to be routed like one of the recogniser's ("I read this as …")
        filled.question    # a question to the person, where the model read a change into the request; there is no frame then
        filled.prose       # words of the model

        models.tally.sums                                   # by endpoint, and of_session(…)
        await models.close()

Pieces, prose and results are text from outside: they go to the screen through ``core.text`` as plain text.
"""
