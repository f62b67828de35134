"""What pages and calendars import stays light: the compilers of PDF and DOCX belong to the worker."""

import subprocess
import sys


def test_html_markdown_and_calendars_load_no_compiler():
    program = (
        "import sys\n"
        "import facilitation.exports.calendars, facilitation.exports.spreadsheets\n"
        "import facilitation.exports.documents.html, facilitation.exports.documents.markdown\n"
        "print(sorted({'typst', 'docx', 'lxml', 'scipy', 'numpy'} & set(sys.modules)))\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
