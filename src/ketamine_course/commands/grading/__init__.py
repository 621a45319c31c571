"""Marking submissions: each runs shut off, hands over values, and is marked outside from these values.

What is trusted: this program, outside. What is not: everything that a submission does, and the small program
that runs its cells (``inside``), since both share one process. So the inside only hands over plain values
(``values``); the outside alone knows the right ones, judges, and writes the marks. Printing "right", putting
another ``check`` in place of the course's, or forging a message brings nothing but the value in it. Functions
are called inside with inputs that differ from run to run; only what they give is handed over.

What a deliberate cheat can still do: hand in a right value that someone else worked out, or copy the
published solution. No marking program can tell. A function is known to be right only for the inputs tried.

What the shutting off cannot do: it shares the machine's kernel, and is as good as the kernel's own walls.
What the kernel keeps for a submission outside its memory (for millions of empty files, say) is limited by
time alone.
"""
