"""Reading what files said and when (`facts`), and corrections of identities (`identities`)."""
