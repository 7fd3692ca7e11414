"""What is said in a thread: answers, comments, and the marks on an answer.

An answer can carry three marks that never imply each other: *accepted* is the asker's word,
*official* the company's, *helpful* the crowd's (votes, a room above, counts those). A comment
hangs on a thread or on an answer, one level deep, and can never be accepted.

This room does not know who voted.
"""
