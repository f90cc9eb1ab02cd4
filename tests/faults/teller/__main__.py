from tests.faults.teller.main import tell

tell()
